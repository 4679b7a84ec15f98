"""Requests about one's own data, from the asking to the end, on the clocks of the law."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from learners.people import consents
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from learners.rights import clocks
from learners.rights.models import DataRequest
from learners.rights.selectors import OPEN, days_off
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

State, Kind = DataRequest.State, DataRequest.Kind
_SAY_WHAT = "Hãy ghi câu trả lời cho người yêu cầu."
_ENDED = "Yêu cầu này đã kết thúc."


@transaction.atomic
def receive(
    *,
    learner: Learner,
    kind: str,
    actor: User,
    words: str = "",
    received_on: date | None = None,
) -> DataRequest:
    """Take a request in and start its clocks; what is open already is given back as it is.

    An officer who takes it at the counter says on which day the paper came in (`received_on`).
    Raises DomainError when that day has yet to come, or the record was erased.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.erased_at:
        raise DomainError("Dữ liệu của người này đã được xóa.")
    if standing := learner.data_requests.filter(kind=kind, state__in=OPEN).first():
        return standing
    today = timezone.localdate()
    day = received_on or today
    if day > today:
        raise DomainError("Ngày nhận yêu cầu không thể sau hôm nay.")
    is_own = is_theirs(learner, actor)
    asked = DataRequest.objects.create(
        learner=learner,
        kind=kind,
        words=clean_text(words)[:1_000],
        received_at=timezone.now() if day == today else _noon(day),
        taken_by=None if is_own else actor,
        reply_due_on=clocks.reply_due_on(kind, day, days_off(day)),
        due_on=clocks.due_on(kind, day),
    )
    audit.record(actor=actor, action="rights.receive", target=learner, kind=kind, request=asked.pk)
    return asked


@transaction.atomic
def reply(*, asked: DataRequest, answer: str, actor: User) -> DataRequest:
    """Answer that it was received and what will be done; a second answer replaces the words.

    Raises DomainError without words, or once it has ended.
    """
    asked = _open(asked)
    asked.answer = _answer(answer)
    asked.handled_by = actor
    if asked.state == State.RECEIVED:
        asked.state, asked.replied_at = State.REPLIED, timezone.now()
    asked.save()
    _record(asked, actor, "rights.reply")
    return asked


@transaction.atomic
def extend(*, asked: DataRequest, days: int, reason: str, actor: User) -> DataRequest:
    """Give the doing more days, once, with a reason that the person is told.

    Raises DomainError a second time, without a reason, after the day has passed, or for more days
    than the decree allows.
    """
    asked = _open(asked)
    reason = clean_text(reason)[:300]
    if asked.extension_reason:
        raise DomainError("Yêu cầu này đã gia hạn một lần; luật chỉ cho một lần.")
    if not reason:
        raise DomainError("Hãy ghi lý do gia hạn; người yêu cầu sẽ đọc lý do này.")
    if timezone.localdate() > asked.due_on:
        raise DomainError("Đã quá hạn nên không gia hạn được nữa. Hãy làm ngay.")
    try:
        asked.due_on = clocks.extended(asked.kind, asked.due_on, days)
    except ValueError as error:
        most = clocks.LONGEST_EXTENSION[asked.kind]
        raise DomainError(f"Chỉ gia hạn được từ 1 đến {most} ngày.") from error
    asked.extension_reason, asked.handled_by = reason, actor
    asked.save()
    _record(asked, actor, "rights.extend", days=days)
    return asked


@transaction.atomic
def finish(*, asked: DataRequest, answer: str, actor: User) -> DataRequest:
    """It was done. Deleting is not done by saying so (`erasing`), nor is withdrawing (`stop`).

    Raises DomainError without words, for those two kinds, or once it has ended.
    """
    asked = _open(asked)
    if asked.kind in (Kind.DELETE, Kind.WITHDRAW):
        raise DomainError("Việc này không xong chỉ bằng một câu trả lời.")
    return _end(asked, State.DONE, _answer(answer), actor, "rights.finish")


@transaction.atomic
def stop(*, asked: DataRequest, purposes: list[str], answer: str, actor: User) -> DataRequest:
    """Withdraw these consents as the person asked, and end the request.

    Raises DomainError when none is named, or once it has ended.
    """
    asked = _open(asked)
    if asked.kind != Kind.WITHDRAW or not purposes:
        raise DomainError("Hãy chọn ít nhất một điều mà người này rút lại.")
    for purpose in purposes:
        consents.withdraw(learner=asked.learner, purpose=purpose, actor=actor)
    return _end(asked, State.DONE, _answer(answer), actor, "rights.finish")


@transaction.atomic
def refuse(*, asked: DataRequest, reason: str, actor: User) -> DataRequest:
    """Say no, with the reason that the person is told. Raises DomainError without one."""
    asked = _open(asked)
    if not clean_text(reason):
        raise DomainError("Hãy ghi lý do từ chối, theo điều nào của luật.")
    return _end(asked, State.REFUSED, _answer(reason), actor, "rights.refuse")


@transaction.atomic
def take_back(*, asked: DataRequest, actor: User) -> DataRequest:
    """The person no longer asks; doing it twice changes nothing. Only they themselves may."""
    asked = _locked(asked)
    if not is_theirs(asked.learner, actor):
        raise DomainError("Đây là yêu cầu của người khác.")
    if asked.state == State.TAKEN_BACK:
        return asked
    if asked.state not in OPEN:
        raise DomainError(_ENDED)
    return _end(asked, State.TAKEN_BACK, asked.answer, actor, "rights.take_back")


def end_as_done(*, asked: DataRequest, actor: User) -> DataRequest:
    """End a request whose act was carried out, without words; inside the act's transaction."""
    return _end(asked, State.DONE, "", actor, "rights.finish")


def _end(asked: DataRequest, state: str, answer: str, actor: User, action: str) -> DataRequest:
    now = timezone.now()
    asked.state, asked.ended_at, asked.answer = state, now, answer
    if state != State.TAKEN_BACK:
        asked.handled_by = actor
        asked.replied_at = asked.replied_at or now
    asked.save()
    _record(asked, actor, action)
    return asked


def _open(asked: DataRequest) -> DataRequest:
    asked = _locked(asked)
    if asked.state not in OPEN:
        raise DomainError(_ENDED)
    return asked


def _locked(asked: DataRequest) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",)).select_related("learner")
    return rows.get(pk=asked.pk)


def _noon(day: date) -> datetime:
    """A paper says on which day it came in, not when."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _answer(words: str) -> str:
    if not (cleaned := clean_text(words)):
        raise DomainError(_SAY_WHAT)
    return cleaned[:500]


def _record(asked: DataRequest, actor: User, action: str, **data: object) -> None:
    audit.record(
        actor=actor, action=action, target=asked.learner, request=asked.pk, kind=asked.kind, **data
    )
