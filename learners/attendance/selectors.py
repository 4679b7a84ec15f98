"""Reading the register of a session."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from learners.attendance import rules
from learners.attendance.models import THERE, Attendance, Mark, Presence
from learners.classes.models import Seat, Session, SpotEntry, TrainingClass
from learners.people.models import Learner
from lms.core.models import User

CLOSED = (
    "Lớp này đã kết thúc nên không nhận thêm điểm danh. "
    "Nếu còn thiếu, hãy báo cán bộ xã, phường mở lại lớp."
)
CANCELLED = "Buổi này đã hủy nên không điểm danh. Hãy chọn buổi khác của lớp."
NOT_NOW = "Buổi học này chưa bắt đầu hoặc đã qua, nên mã QR của buổi không dùng được."


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the register. `name` holds the year of birth too when two are called so."""

    seat: int
    spots: tuple[UUID, ...]  # what phones called the person before there was a seat
    name: str
    presence: str

    @property
    def said(self) -> str:
        """The presence in words; nothing while nobody has marked."""
        return str(Presence(self.presence).label) if self.presence else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many people, how many of them are there, and how many are not marked yet."""

    people: int
    there: int
    unmarked: int


def lines_of(*, session: Session) -> list[Line]:
    """Who has a seat, or was marked before they left, by given name: three queries."""
    said = dict(Attendance.objects.filter(session=session).values_list("seat", "presence"))
    seats = Seat.objects.filter(training_class=session.training_class_id).filter(
        Q(state=Seat.State.SEATED) | Q(pk__in=list(said))
    )
    rows = list(
        seats.order_by("learner__sort_key", "learner__birth_year", "id").values_list(
            "pk", "spot_id", "learner__full_name", "learner__birth_year"
        )
    )
    same, spots = Counter(name for _, _, name, _ in rows), _spots_of(session)
    return [
        Line(
            pk,
            ((spot,) if spot else ()) + tuple(spots.get(pk, ())),
            f"{name} ({year})" if same[name] > 1 else name,
            said.get(pk, ""),
        )
        for pk, spot, name, year in rows
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark as it was made: of whom, what it says, how, by whom, and whether it counts."""

    mark: Mark
    name: str
    by: str
    counts: bool

    @property
    def waited(self) -> bool:
        """It lay on a phone without a signal for more than a minute."""
        return self.mark.received_at - self.mark.made_at > timedelta(minutes=1)


def entries_of(*, session: Session) -> list[Entry]:
    """Every mark of a session by given name, those that were overruled too: two queries."""
    counting = set(Attendance.objects.filter(session=session).values_list("mark", flat=True))
    marks = Mark.objects.filter(session=session).select_related("seat__learner", "made_by")
    return [
        Entry(
            mark,
            mark.seat.learner.full_name or "Người đã xóa hồ sơ",
            maker_of(mark.made_by),
            mark.pk in counting,
        )
        for mark in marks.order_by("seat__learner__sort_key", "seat", "received_at", "pk")
    ]


def maker_of(user: User | None) -> str:
    """Who made a mark; never the phone or the address of an account."""
    if user is None:
        return "không còn tài khoản"
    return user.full_name or f"tài khoản số {user.pk}"


def _spots_of(session: Session) -> dict[int, list[UUID]]:
    """Seat → further entries of two phones that wrote down one person."""
    found: dict[int, list[UUID]] = {}
    entries = SpotEntry.objects.filter(seat__training_class=session.training_class_id)
    for seat, entry in entries.values_list("seat", "pk"):
        found.setdefault(seat, []).append(entry)
    return found


def totals_of(lines: Sequence[Line]) -> Totals:
    """What the head of the page says."""
    there = sum(line.presence in THERE for line in lines)
    return Totals(len(lines), there, sum(not line.presence for line in lines))


def there_now(*, session: Session) -> int:
    """How many are there, for the screen with the QR: one query."""
    return Attendance.objects.filter(session=session).there().count()


def phone_key(user: User) -> str:
    """What a phone knows an account by, to keep apart whose marks lie on it; says nothing else."""
    return salted_hmac("attendance.phone", str(user.pk), algorithm="sha256").hexdigest()[:16]


def presences() -> list[tuple[str, str]]:
    """What may be tapped beside `present`, in the order of the page."""
    return [(value, Presence(value).label) for value in Presence.values if value != "present"]


def why_no_mark(*, training_class: TrainingClass, session: Session) -> str:
    """A sentence when nothing may be marked in a session any more, else nothing."""
    if training_class.state != TrainingClass.State.OPEN:
        return CLOSED
    return CANCELLED if session.state == Session.State.CANCELLED else ""


def why_no_scan(*, session: Session, at: datetime | None = None) -> str:
    """A sentence when a QR of the session does not count at a moment (now), else nothing."""
    now = at or timezone.now()
    in_time = rules.may_scan(starts_at=session.starts_at, ends_at=session.ends_at, now=now)
    told = why_no_mark(training_class=session.training_class, session=session)
    return told or ("" if in_time else NOT_NOW)


def standing_of(*, session: Session, learner: Learner) -> str:
    """Where somebody stands who scanned: seated, waiting, free (a chair is left), or full."""
    training_class = session.training_class
    seat = Seat.objects.filter(training_class=training_class, learner=learner).first()
    if seat and seat.state != Seat.State.LEFT:
        return seat.state
    taken = training_class.seats_taken.seated().count()
    return "free" if taken < training_class.seats else "full"


def own_attendance(*, session: int, user: User) -> Attendance | None:
    """What the register says of oneself in a session."""
    own = Attendance.objects.filter(session=session, seat__learner__user=user)
    return own.select_related(
        "session__training_class__course", "session__training_class__commune", "mark"
    ).first()
