"""What is written into the register of attendance: by hand, by scan, from paper, from a phone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from learners.attendance.ledger import ID_TAKEN, Ledger, check_presence, is_same
from learners.attendance.models import Attendance, Mark, Presence
from learners.attendance.selectors import why_no_scan
from learners.classes.models import Seat, Session
from learners.classes.permissions import check_may_run
from learners.classes.spot import seat_on_spot
from learners.people.changes import Facts
from learners.people.models import Learner
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

NOT_SEATED = "Bạn chưa có chỗ trong lớp này."
STILL_WAITING = "Bạn đang ở danh sách chờ của lớp này. Hãy báo giảng viên xếp chỗ cho bạn."


@transaction.atomic
def mark(
    *,
    session: Session,
    seat: Seat,
    presence: str,
    actor: User,
    made_at: datetime | None = None,
    mark_id: UUID | None = None,
    device: str = "",
) -> Attendance:
    """Mark somebody by hand; returns what counts of them now. The same `mark_id` twice is one mark.

    Raises DomainError when the class is not theirs, closed, or without such a seat.
    """
    check_may_run(user=actor, training_class=session.training_class)
    check_presence(presence)
    ledger = Ledger(session)
    ledger.check_open()
    made = ledger.draft(
        ledger.seats([seat.pk]).get(seat.pk),
        presence,
        Mark.How.TAP,
        id=mark_id or uuid4(),
        made_by=actor,
        device=device,
        **({"made_at": made_at} if made_at else {}),
    )
    before = ledger.known([made.pk]).get(made.pk)
    if before is None:
        ledger.write([made])
        audit.record(actor=actor, action="attendance.mark", target=session, seat=seat.pk)
    elif not is_same(before, made):
        raise DomainError(ID_TAKEN)
    return Attendance.objects.get(session=session, seat=seat)


@transaction.atomic
def mark_from_paper(
    *, session: Session, presences: Mapping[int, str], evidence: str, actor: User
) -> int:
    """Take over what a paper sheet says: seat id → presence; returns how many marks are new.

    `evidence` names the sheet (`paper`): the same sheet confirmed again adds only what differs
    from what it last said. All or nothing: raises DomainError for a value nobody knows, a seat of
    another class, or a class that takes no marks.
    """
    check_may_run(user=actor, training_class=session.training_class)
    ledger = Ledger(session)
    ledger.check_open()
    seats = ledger.seats(presences)
    said = _said_by(session, evidence)
    marks = []
    for key, presence in presences.items():
        check_presence(presence)
        if said.get(key) != presence:
            more = {"made_by": actor, "evidence": evidence}
            marks.append(ledger.draft(seats.get(key), presence, Mark.How.PAPER, **more))
    ledger.write(marks)
    if marks:
        audit.record(
            actor=actor,
            action="attendance.mark_from_paper",
            target=session,
            evidence=evidence,
            marks=len(marks),
        )
    return len(marks)


def _said_by(session: Session, evidence: str) -> dict[int, str]:
    """Seat id → what a sheet said last."""
    told = Mark.objects.filter(session=session, how=Mark.How.PAPER, evidence=evidence)
    return dict(told.order_by("made_at", "id").values_list("seat", "presence"))


@transaction.atomic
def scan(
    *, session: Session, learner: Learner, scanned_at: datetime, device: str, actor: User
) -> Attendance:
    """Somebody was in the hall at `scanned_at`, by the QR of the session; scanned twice is once.

    The code itself was checked when it was scanned (`codes`, `arrivals`). Raises DomainError when
    the class takes no marks, at another time than the session's, or without a seat in the class.
    """
    ledger = Ledger(session)
    ledger.check_open()
    if problem := why_no_scan(session=ledger.session, at=scanned_at):
        raise DomainError(problem)
    seat = (
        Seat.objects.filter(training_class=ledger.training_class, learner=learner)
        .select_related("learner")
        .first()
    )
    if seat is None or seat.state == Seat.State.LEFT:
        raise DomainError(NOT_SEATED)
    if seat.state == Seat.State.WAITING:
        raise DomainError(STILL_WAITING)
    scanned = Mark.objects.filter(session=session, seat=seat, how=Mark.How.SCAN)
    if not scanned.exists():
        more = {"made_at": scanned_at, "made_by": actor, "device": device}
        ledger.write([ledger.draft(seat, Presence.PRESENT, Mark.How.SCAN, **more)])
        audit.record(actor=actor, action="attendance.scan", target=session, seat=seat.pk)
    return Attendance.objects.get(session=session, seat=seat)


@transaction.atomic
def recount(*, session: Session) -> int:
    """Work the register of a session out anew from all its marks; returns the lines that differed.

    Zero, always, unless somebody wrote past the services.
    """
    return Ledger(session).recount()


@transaction.atomic
def add_and_mark(
    *,
    session: Session,
    spot_id: UUID,
    facts: Facts,
    paper: str,
    actor: User,
    guardian_name: str = "",
    device: str = "",
) -> Attendance:
    """Give somebody who is not on the list a seat on the spot, and mark them as present; once.

    Raises DomainError for what `seat_on_spot` and `mark` refuse.
    """
    training_class = session.training_class
    seat = seat_on_spot(
        training_class=training_class,
        spot_id=spot_id,
        facts=facts,
        commune=training_class.commune,
        paper=paper,
        guardian_name=guardian_name,
        actor=actor,
    )
    return mark(
        session=session,
        seat=seat,
        presence=Presence.PRESENT,
        actor=actor,
        mark_id=uuid5(spot_id, f"attendance:{session.pk}"),
        device=device,
    )
