"""The job of an announcement: what waits goes out, one person at a time, never twice by itself.

Out of the house it is *at most once*. A row is *sending*, and that is committed, before its text is
handed to the sender. A worker that is killed in between leaves it so, and whoever takes the job up
cannot know whether the message went: it is shown as failed, in words, for a person to decide. What
a sender itself says did not go (DomainError) is tried again by the clock, `MOST_TRIES` times in
all. (A mail server that takes a letter and then falls silent may make one letter two: RFC 1047.)
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from learners.announcing.channels import BY_CODE, Channel, Person
from learners.announcing.models import Announcement, Delivery
from learners.announcing.selectors import people, words_of
from learners.announcing.texts import Unsendable, Words
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.jobs import Steps

logger = logging.getLogger(__name__)
MOST_TRIES = 3
# How long to wait after the first and the second time that it did not go.
WAITS = (timedelta(minutes=1), timedelta(minutes=10))
# So many failures of one way in a row: it is out of order, the rest waits for the next round.
OUT_OF_ORDER = 3
UNCERTAIN = (
    "Máy dừng đúng lúc đang gửi nên không rõ tin đã tới chưa. "
    "Hãy hỏi người nhận trước khi bấm gửi lại."
)
BROKEN = "Cách gửi này gặp lỗi, không rõ tin đã tới chưa. Hãy hỏi người nhận rồi mới gửi lại."
State = Delivery.State
# Kind of announcement → what speaks by now against telling somebody (their id), in words, or
# nothing. The box that has announcements of its own made says so, when the house starts.
OBJECTIONS: dict[str, Callable[[Announcement, int], str]] = {}


def send(steps: Steps) -> None:
    """Send what is due of the job's announcement."""
    made = (
        Announcement.objects.filter(job=steps.job)
        .select_related("training_class__course", "training_class__commune")
        .first()
    )
    if made is None:
        return
    words, failures = words_of(made), Counter[str]()
    _find_uncertain(steps, made)
    while row := _claim(steps, made, failures):
        way = BY_CODE[row.channel]
        went = _carry(way, row, words, _objection(made, row))
        failures[way.code] = 0 if went else failures[way.code] + 1


@transaction.atomic
def _find_uncertain(steps: Steps, made: Announcement) -> None:
    """What a worker before left half done: whoever holds the job now is the only one at work."""
    _move(steps, made)
    left = made.deliveries.filter(state=State.SENDING)
    left.update(state=State.FAILED, problem=UNCERTAIN)


@transaction.atomic
def _claim(steps: Steps, made: Announcement, failures: Counter[str]) -> Delivery | None:
    """The next row that is due, now *sending*; raises LeaseLost when another worker is at it."""
    _move(steps, made)
    broken = [code for code, times in failures.items() if times >= OUT_OF_ORDER]
    due = Delivery.objects.due().filter(announcement=made).exclude(channel__in=broken)
    row = due.select_for_update(of=("self",)).order_by("pk").first()
    if row:
        row.announcement = made
        row.state, row.tries = State.SENDING, row.tries + 1
        row.save(update_fields=["state", "tries"])
    return row


def _move(steps: Steps, made: Announcement) -> None:
    outside = made.deliveries.exclude(channel__in=[c for c, w in BY_CODE.items() if not w.carrier])
    total = outside.count()
    open_now = outside.filter(state__in=(State.WAITING, State.SENDING)).count()
    steps.move(done=total - open_now, total=total)


def _objection(made: Announcement, row: Delivery) -> str:
    objects = OBJECTIONS.get(made.kind)
    return objects(made, row.learner_id) if objects else ""


def _carry(way: Channel, row: Delivery, words: Words, objection: str) -> bool:
    """Hand one message over, and write down what came of it; False when the way is to blame."""
    if objection:
        _note(row, State.NOT_POSSIBLE, objection)
        return True
    person = _person(row, of_a_class=row.announcement.training_class_id is not None)
    address = way.can_reach(person) if person else ""
    if not address:  # the consent was taken back meanwhile, or the address is gone
        why = way.why_not(person) if person else "không còn trong sổ học viên"
        _note(row, State.NOT_POSSIBLE, why)
        return True
    try:
        way.send(address, way.prepare(words), words.subject)
    except Unsendable as refusal:
        _note(row, State.NOT_POSSIBLE, str(refusal))
        return True
    except DomainError as refusal:
        _try_later(row, refusal.message)
        return False
    except Exception:
        logger.exception("delivery %s by %s broke", row.pk, row.channel)
        _note(row, State.FAILED, BROKEN)
        return False
    _note(row, State.SENT, "", address=way.mask(address))
    return True


def _person(row: Delivery, *, of_a_class: bool) -> Person | None:
    """The person as they can be reached now."""
    standing = Learner.objects.standing().filter(pk=row.learner_id)
    return next(iter(people(standing, of_a_class=of_a_class)), None)


def _try_later(row: Delivery, problem: str) -> None:
    if row.tries >= MOST_TRIES:
        _note(row, State.FAILED, problem)
    else:
        _note(row, State.WAITING, problem, try_after=timezone.now() + WAITS[row.tries - 1])


def _note(
    row: Delivery,
    state: str,
    problem: str,
    *,
    address: str | None = None,
    try_after: object = None,
) -> None:
    """What came of one try. Also of a worker that lost the job meanwhile: it knows, nobody else."""
    mine = Delivery.objects.filter(pk=row.pk, tries=row.tries).filter(
        state__in=(State.SENDING, State.FAILED)
    )
    mine.update(
        state=state,
        problem=problem[:200],
        try_after=try_after,
        sent_at=timezone.now() if state == State.SENT else None,
        address=(row.address if address is None else address)[:120],
    )
