"""Written down on the spot: people who come to the hall with no account, perhaps with no phone.

A trainer registers people only here, through a class they run. The register is matched first, by
the same rules as everywhere (`people.matching`): who is surely on it is that person; who may be is
registered and laid on the duplicates desk, where an officer decides.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from learners.classes.locking import check_open, lock_class
from learners.classes.models import Seat, SpotEntry, TrainingClass
from learners.classes.permissions import check_may_run
from learners.classes.services import put_in_class
from learners.duplicates.candidates import find
from learners.duplicates.services import scan_learner
from learners.people.changes import Facts, write_down
from learners.people.consents import give, may_be_child, study_withdrawn
from learners.people.matching import Verdict, traits_of
from learners.people.models import Consent, Learner
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.merged import going_on
from lms.core.models import Area, User

_ELSEWHERE = "Lượt ghi tên này đã dùng cho một lớp khác. Hãy ghi tên lại trong lớp này."
GUARDIAN_SIGNS_TOO = (
    "Người này chưa đủ 16 tuổi nên giấy đồng ý cần cha, mẹ hoặc người giám hộ cùng ký. Hãy ghi họ "
    "và tên người đó; chưa ai ký thì để trống số tờ và cho ký sau."
)
NEEDS_PAPER = (
    "Người này đã rút lại sự đồng ý lưu việc học. Muốn ghi tên lại, hãy để người học ký phiếu "
    "đồng ý, rồi ghi số tờ phiếu vào đây."
)


@transaction.atomic
def seat_on_spot(
    *,
    training_class: TrainingClass,
    spot_id: UUID,
    facts: Facts,
    commune: Area,
    paper: str,
    actor: User,
    guardian_name: str = "",
) -> Seat:
    """Give somebody a seat who stands in the hall; sent twice, or by two phones, it is once.

    `spot_id` is made by the phone. `paper` names the consent sheet that the person signed, as the
    trainer confirms; a child's needs `guardian_name` beside it. Who is in the hall has a seat even
    when all are taken, and who waited has one now. Raises DomainError when the facts cannot be, a
    child's guardian is not named, the class is not open, or it is not theirs to run.
    """
    lock_register()  # so that two phones who bring one person bring them one after the other
    training_class = lock_class(training_class)
    check_may_run(user=actor, training_class=training_class)
    if seat := _entered(training_class, spot_id):
        return seat
    check_open(training_class)
    learner = _who(facts, going_on(commune), actor)
    _agree(learner, paper, guardian_name, actor)
    seat = put_in_class(
        training_class=training_class, learner=learner, via=Seat.Via.SPOT, actor=actor, beyond=True
    )
    if seat.spot_id is None:
        seat.spot_id = spot_id
        seat.save(update_fields=["spot_id"])
    else:
        SpotEntry.objects.create(id=spot_id, seat=seat)
    audit.record(
        actor=actor, action="classes.seat_on_spot", target=training_class, learner=learner.pk
    )
    return seat


def seats_by_spot(*, training_class: TrainingClass, spots: Iterable[UUID]) -> dict[UUID, Seat]:
    """The seats to which entries on the spot have led, by the entry; further ones count too."""
    wanted = set(spots)
    seats = Seat.objects.filter(training_class=training_class).select_related("learner")
    entered = Q(spot_id__in=wanted) | Q(further_entries__in=wanted)
    found: dict[UUID, Seat] = {}
    for seat in seats.filter(entered).distinct().prefetch_related("further_entries"):
        entries = {seat.spot_id, *(entry.pk for entry in seat.further_entries.all())}
        found |= {entry: seat for entry in entries if entry and entry in wanted}
    return found


def _entered(training_class: TrainingClass, spot_id: UUID) -> Seat | None:
    seat = Seat.objects.filter(Q(spot_id=spot_id) | Q(further_entries=spot_id)).first()
    if seat and seat.training_class_id != training_class.pk:
        raise DomainError(_ELSEWHERE)
    return seat


def _who(facts: Facts, commune: Area, actor: User) -> Learner:
    """The person on the register who this surely is; else a new one, laid on the desk if near."""
    if commune.level != Area.Level.COMMUNE:
        raise DomainError("Hãy chọn xã, phường nơi người này ở.")
    told = Learner(**facts.clean(), commune=commune)
    told.set_keys()
    (matches,) = find([traits_of(told)])
    for match in matches:
        if match.judgement.verdict is Verdict.SAME:
            return Learner.objects.get(pk=match.learner_id)
    learner = write_down(facts=facts, commune=commune, actor=actor)
    if matches:
        scan_learner(learner=learner)
    return learner


def _agree(learner: Learner, paper: str, guardian_name: str, actor: User) -> None:
    """Write down what was signed on the sheet that the trainer names."""
    if clean_text(paper):
        child = may_be_child(
            birth_year=learner.birth_year,
            birth_month=learner.birth_month,
            birth_day=learner.birth_day,
        )
        if child and not clean_text(guardian_name):
            raise DomainError(GUARDIAN_SIGNS_TOO)
        give(
            learner=learner,
            purpose=Consent.Purpose.STUDY,
            actor=actor,
            guardian_name=guardian_name,
            paper=paper,
        )
    if study_withdrawn(learner=learner):
        raise DomainError(NEEDS_PAPER)
