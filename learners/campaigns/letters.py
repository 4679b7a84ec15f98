"""A letter to an officer, at most once for its key: killed and run again, nobody gets two.

Called outside of a transaction: *sending* must be committed before the letter leaves the house.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from learners.campaigns.models import Letter
from lms.core.errors import DomainError
from lms.core.models import User
from lms.core.senders import send_text

logger = logging.getLogger(__name__)
MOST_TRIES = 4
UNCERTAIN = "Máy dừng đúng lúc đang gửi nên không rõ thư đã tới chưa; không tự gửi lại."
# Longer than any mail server is waited for.
_AGES = timedelta(hours=1)
State = Letter.State


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says."""

    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def post(*, user: User, key: str, compose: Callable[[], Words]) -> bool:
    """Send a letter unless one of this key went or may have gone; returns whether it went now.

    What the mail server surely did not take is tried again by the next call, `MOST_TRIES` times.
    """
    letter, _ = Letter.objects.get_or_create(user=user, key=key)
    waiting = Letter.objects.filter(pk=letter.pk, state=State.WAITING)
    if not user.email or not waiting.update(
        state=State.SENDING, tries=F("tries") + 1, tried_at=timezone.now()
    ):
        return False
    words = compose()
    try:
        send_text(
            channel="email",
            recipient=user.email,
            text=words.text,
            subject=f"Bình dân học AI: {words.subject}",
            headers=words.headers,
        )
    except DomainError as refusal:
        again = letter.tries + 1 < MOST_TRIES
        _note(letter, State.WAITING if again else State.FAILED, refusal.message)
        return False
    except Exception:
        logger.exception("letter %s broke", letter.pk)
        _note(letter, State.FAILED, UNCERTAIN)
        return False
    _note(letter, State.SENT, "")
    return True


def note_uncertain() -> int:
    """Letters whose worker was killed on the way are shown as what they are; returns how many."""
    left = Letter.objects.filter(state=State.SENDING, tried_at__lt=timezone.now() - _AGES)
    return left.update(state=State.FAILED, problem=UNCERTAIN)


def _note(letter: Letter, state: str, problem: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        state=state,
        problem=problem[:200],
        sent_at=timezone.now() if state == State.SENT else None,
    )
