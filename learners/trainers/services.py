"""What changes a trainer's file on the way to an appointment: opened, moved on, told, confirmed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from learners.people.models import Learner
from learners.trainers.conditions import Condition
from learners.trainers.languages import known
from learners.trainers.models import Confirmation, StateChange, Tier, TrainerFile
from learners.trainers.permissions import NOT_ONESELF, NOT_YOURS, may_keep
from learners.trainers.reviewing import may_be_confirmed, note, review_one, rule_on
from learners.trainers.states import CHOSEN, State
from learners.trainers.steps import finish, lapse, locked, reason, take_step
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.merged import merged_on
from lms.core.models import PROVINCE_CODE, User


@transaction.atomic
def open_file(*, learner: Learner, tier: Tier, words: str, actor: User) -> TrainerFile:
    """The file of a candidate; who has one in this tier keeps it, so twice is once.

    A core trainer's area is where they live, an expert's the province. Raises DomainError when the
    place is not theirs, for oneself, and for a record that stands no longer on the register.
    """
    area = PROVINCE_CODE if tier == Tier.EXPERT else learner.commune_id
    if not may_keep(user=actor, tier=tier, area=area):
        raise DomainError(NOT_YOURS)
    if learner.user_id == actor.pk:
        raise DomainError(NOT_ONESELF)
    if learner.merged_into_id or learner.erased_at:
        raise DomainError("Người này không còn đứng riêng trong sổ. Hãy tìm lại trong sổ học viên.")
    file, is_new = TrainerFile.objects.get_or_create(
        learner=learner, tier=tier, defaults={"area_id": area, "opened_by": actor}
    )
    if is_new:
        told = clean_text(words)[:300]
        StateChange.objects.create(
            file=file, to_state=State.CANDIDATE, changed_by=actor, words=told
        )
        note([file])
        audit.record(actor=actor, action="trainers.open_file", target=file, learner=learner.pk)
    return file


@transaction.atomic
def move(*, file: TrainerFile, to: State, words: str, actor: User) -> TrainerFile:
    """On to learning, to the assessment, back, or a candidate again; twice is once.

    Who goes on without all that the rule asks for needs a reason. Raises DomainError where there is
    no way, or the step is an act of its own (appointing, suspending, withdrawing).
    """
    if to not in CHOSEN:
        raise DomainError("Bước này có mục riêng trên trang hồ sơ. Hãy chọn mục ấy.")
    row = locked(file, actor)
    if row.state == to:
        return row
    forward = (State(row.state), to) in _FORWARD
    missing = len(review_one(row).missing) if forward else 0
    if missing or not forward:
        words = reason(words)
    take_step(row, to, actor=actor, words=clean_text(words)[:300])
    finish(row)
    audit.record(actor=actor, action="trainers.move", target=row, to=to, missing=missing)
    return row


_FORWARD = {(State.CANDIDATE, State.TRAINING), (State.TRAINING, State.WAITING)}


@transaction.atomic
def tell_trained_by(*, file: TrainerFile, trained_by: Learner | None, actor: User) -> TrainerFile:
    """Who trained this person. Raises DomainError for oneself, and for a circle."""
    lock_register()  # two at once must not close a circle together
    row = locked(file, actor)
    if trained_by and row.learner_id in {trained_by.pk, *trainers_above(learner_id=trained_by.pk)}:
        raise DomainError(
            "Người kèm không thể là chính người này, hay người do người này kèm. "
            "Hãy chọn người khác."
        )
    if row.trained_by != trained_by:
        row.trained_by = trained_by
        finish(row)
        named = trained_by.pk if trained_by else None
        audit.record(actor=actor, action="trainers.tell_trained_by", target=row, trainer=named)
    return row


def trainers_above(*, learner_id: int) -> list[int]:
    """Who trained somebody, who trained those, and so on up; a circle ends where it began."""
    seen: dict[int, None] = {}
    level = {learner_id}
    while level:
        above = TrainerFile.objects.filter(learner__in=level, trained_by__isnull=False)
        level = set(above.values_list("trained_by", flat=True)) - seen.keys()
        seen |= dict.fromkeys(sorted(level))
    return list(seen)


@transaction.atomic
def tell_languages(*, file: TrainerFile, languages: Iterable[str], actor: User) -> TrainerFile:
    """In which languages they can teach: as they told it, or tell it themselves.

    Raises DomainError when it is neither one's own file nor one that is theirs to keep.
    """
    told = known(languages)
    if file.learner.user_id == actor.pk:
        row = TrainerFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    else:
        row = locked(file, actor)
    if row.languages != told:
        row.languages = told
        row.save(update_fields=["languages"])
        audit.record(actor=actor, action="trainers.tell_languages", target=row)
    return row


@transaction.atomic
def confirm(
    *,
    file: TrainerFile,
    measure: str,
    number: Decimal,
    held_on: date,
    words: str,
    evidence: str,
    actor: User,
) -> Confirmation:
    """An officer's word for a condition that is not counted; told twice it is one.

    Raises DomainError for a condition the rule has not or counts by itself, a day to come, and
    without evidence.
    """
    row = locked(file, actor)
    rule = rule_on(row.tier, timezone.localdate())
    asked = [one for one in rule.conditions if one["measure"] == measure] if rule else []
    if not any(may_be_confirmed(Condition(**one)) for one in asked):
        raise DomainError("Điều kiện này hệ thống tự đếm, không cần xác nhận.")
    if held_on > timezone.localdate():
        raise DomainError("Ngày này chưa tới. Hãy xác nhận khi việc đã xong.")
    if number < 0 or number >= 100_000:
        raise DomainError("Số chưa đúng. Hãy ghi một số từ 0 trở lên.")
    proof = clean_text(evidence)[:250]
    if not proof:
        raise DomainError("Hãy ghi minh chứng: số văn bản, tên tệp, hoặc ai chứng kiến.")
    facts = {"measure": measure, "number": number, "held_on": held_on, "evidence": proof}
    newest = Confirmation.objects.filter(file=row, measure=measure).first()
    if newest and all(getattr(newest, name) == value for name, value in facts.items()):
        return newest
    made = Confirmation.objects.create(file=row, words=reason(words), confirmed_by=actor, **facts)
    note([row])
    audit.record(actor=actor, action="trainers.confirm", target=row, measure=measure)
    return made


@transaction.atomic
def expire_lapsed(*, today: date) -> int:
    """Write down whose appointment has ended by `today`; again it changes nothing."""
    lapsed = TrainerFile.objects.filter(
        state__in=(State.APPOINTED, State.SUSPENDED), valid_to__lt=today
    )
    found = list(lapsed.select_for_update(of=("self",)).order_by("pk")[:500])
    for file in found:
        lapse(file, today)
    return len(found)


@transaction.atomic
def follow_mergers() -> int:
    """Files of a commune that ended stand where it went on; again it changes nothing.

    Appointments keep the commune that they were made for. Returns how many files moved.
    """
    moved = 0
    for code, into in sorted(merged_on(timezone.localdate()).items()):
        if here := TrainerFile.objects.filter(area=code).update(area=into):
            audit.record(
                actor=None,
                action="trainers.follow_merger",
                target=f"core.area:{code}",
                into=into,
                rows=here,
            )
        moved += here
    return moved
