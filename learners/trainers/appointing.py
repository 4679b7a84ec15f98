"""The acts on a tier itself: appointed, renewed, suspended, taken up again, withdrawn."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from learners.trainers.conditions import months_before
from learners.trainers.models import Appointment, Suspension, Tier, TrainerFile
from learners.trainers.permissions import NOT_YOURS, may_keep
from learners.trainers.reviewing import review_one
from learners.trainers.signals import appointments_ended, appointments_made
from learners.trainers.states import State
from learners.trainers.steps import end_suspension, finish, locked, reason, take_step
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import PROVINCE_CODE, Area, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a decision on paper says; `valid_to` is the last day."""

    number: str
    decided_on: date
    issuer: str
    area: Area
    valid_from: date
    valid_to: date

    def check(self, tier: str) -> None:
        """Raises DomainError with a sentence on what cannot be."""
        today = timezone.localdate()
        if not clean_text(self.number) or not clean_text(self.issuer):
            raise DomainError("Hãy ghi số quyết định và cơ quan ban hành.")
        if self.decided_on > today:
            raise DomainError("Ngày quyết định chưa tới. Hãy kiểm tra lại.")
        if self.valid_to < self.valid_from:
            raise DomainError("Ngày cuối phải sau ngày đầu.")
        if (self.area.pk == PROVINCE_CODE) != (tier == Tier.EXPERT):
            raise DomainError(
                "Giảng viên nòng cốt thuộc một xã, phường; chuyên gia thuộc cả tỉnh. "
                "Hãy chọn lại địa bàn."
            )


@transaction.atomic
def appoint(*, file: TrainerFile, decision: Decision, words: str, actor: User) -> Appointment:
    """Appoint to the tier of the file, or renew; the same decision told twice is one appointment.

    It gives no rights: roles do. Without all that the rule asks for, or for longer than it says, a
    reason is needed and kept. Raises DomainError when the level is not theirs, while suspended, and
    for days that do not follow what is in force.
    """
    row = locked(file, actor)
    decision.check(row.tier)
    if not may_keep(user=actor, tier=row.tier, area=decision.area.pk):
        raise DomainError(NOT_YOURS)
    number = clean_text(decision.number)[:60]
    own = Appointment.objects.filter(learner=row.learner_id, tier=row.tier, revoked_on=None)
    if same := own.filter(decision_number=number, valid_from=decision.valid_from).first():
        return same
    now = State(row.state)
    if now == State.SUSPENDED:
        raise DomainError("Người này đang tạm ngừng. Hãy cho dạy lại trước, rồi gia hạn.")
    _check_days(row, now, decision)
    asked = passed_over(row, decision)
    told = reason(words) if asked else clean_text(words)[:300]
    made = Appointment.objects.create(
        learner=row.learner,
        tier=row.tier,
        area=decision.area,
        decision_number=number,
        decision_date=decision.decided_on,
        issuer=clean_text(decision.issuer)[:150],
        valid_from=decision.valid_from,
        valid_to=decision.valid_to,
    )
    _write(row, now, made, actor, told)
    audit.record(
        actor=actor, action="trainers.appoint", target=row, appointment=made.pk, missing=asked
    )
    appointments_made.send(sender=Appointment, appointment_ids=[made.pk])
    return made


def _check_days(row: TrainerFile, now: State, decision: Decision) -> None:
    own = Appointment.objects.filter(learner=row.learner_id, tier=row.tier)
    if own.filter(valid_from=decision.valid_from).exists():
        raise DomainError("Đã có một quyết định có hiệu lực từ đúng ngày này. Hãy kiểm tra lại.")
    if now != State.APPOINTED:
        if decision.valid_from > timezone.localdate():
            raise DomainError("Quyết định chưa có hiệu lực. Hãy ghi vào đúng ngày, hoặc sau đó.")
        return
    last = row.valid_to
    if last is None or row.valid_from is None or decision.valid_to <= last:
        until = f"đến hết {last:%d/%m/%Y}" if last else "không thời hạn"
        raise DomainError(f"Người này đang được công nhận {until} rồi.")
    if not row.valid_from < decision.valid_from <= last + timedelta(days=1):
        raise DomainError(
            f"Gia hạn phải nối tiếp: bắt đầu chậm nhất ngày {last + timedelta(days=1):%d/%m/%Y}."
        )


def _write(row: TrainerFile, now: State, made: Appointment, actor: User, told: str) -> None:
    take_step(
        row,
        State.APPOINTED,
        actor=actor,
        words=f"Quyết định {made.decision_number}. {told}".strip()[:300],
    )
    if now != State.APPOINTED:
        row.valid_from = made.valid_from
    row.valid_to, row.area = made.valid_to, made.area
    finish(row)


def passed_over(file: TrainerFile, decision: Decision | None = None) -> list[str]:
    """What an appointment now would pass over, by code: it then needs a reason.

    Measures that are not met, "steps" for somebody who did not wait for it, "term" for a time
    longer than the rule says.
    """
    now = file.state_today
    early = now in (State.CANDIDATE, State.TRAINING)
    found = review_one(file, state=State.WAITING if early else None)
    codes = [one.condition.measure for one in found.missing] if found.is_due else []
    if early:
        codes.append("steps")
    if decision and found.rule:
        longest = months_before(decision.valid_to, found.rule.months_valid)
        codes += ["term"] if longest >= decision.valid_from else []
    return codes


@transaction.atomic
def suspend(*, file: TrainerFile, words: str, actor: User) -> TrainerFile:
    """From today somebody does not teach and is not counted; twice is once."""
    row = locked(file, actor)
    if row.state == State.SUSPENDED:
        return row
    told = reason(words)
    take_step(row, State.SUSPENDED, actor=actor, words=told)
    Suspension.objects.get_or_create(
        learner=row.learner,
        tier=row.tier,
        ended_on=None,
        defaults={"words": told, "noted_by": actor},
    )
    finish(row)
    audit.record(actor=actor, action="trainers.suspend", target=row)
    return row


@transaction.atomic
def resume(*, file: TrainerFile, words: str, actor: User) -> TrainerFile:
    """Somebody suspended teaches again and is counted from today; who teaches, goes on."""
    row = locked(file, actor)
    if row.state == State.APPOINTED:
        return row
    if row.state != State.SUSPENDED:
        raise DomainError("Người này không còn trong thời gian tạm ngừng. Hãy tải lại trang.")
    take_step(row, State.APPOINTED, actor=actor, words=reason(words))
    end_suspension(row, timezone.localdate())
    finish(row)
    audit.record(actor=actor, action="trainers.resume", target=row)
    return row


@transaction.atomic
def withdraw(*, file: TrainerFile, words: str, actor: User) -> TrainerFile:
    """The end before the last day, by their own wish or by decision: not counted from today."""
    row = locked(file, actor)
    if row.state == State.WITHDRAWN:
        return row
    today = timezone.localdate()
    take_step(row, State.WITHDRAWN, actor=actor, words=reason(words))
    own = Appointment.objects.filter(learner=row.learner_id, tier=row.tier, revoked_on=None)
    going = own.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    ended = list(going.values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=ended).update(revoked_on=today)
    end_suspension(row, today)
    row.valid_from = row.valid_to = None
    finish(row)
    audit.record(actor=actor, action="trainers.withdraw", target=row)
    appointments_ended.send(sender=Appointment, appointment_ids=ended)
    return row
