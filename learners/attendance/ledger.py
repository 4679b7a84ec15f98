"""The one place where marks are written and what counts of them is worked out.

Everything happens under the lock of the class: marks of two phones, a scan and the closing of the
class wait for one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from learners.attendance import rules
from learners.attendance.models import THERE, Attendance, AttendanceQuerySet, Mark, Presence
from learners.attendance.rules import Claim
from learners.attendance.selectors import why_no_mark
from learners.attendance.signals import attended
from learners.classes.locking import lock_class
from learners.classes.models import Seat, Session
from learners.people.consents import study_withdrawn
from learners.study.services import enrol
from lms.core.errors import DomainError

UNKNOWN_PRESENCE = "Hãy chọn một trong các mục: có mặt, đến muộn, về sớm, vắng có phép, vắng."
ID_TAKEN = "Mã của lượt này đã dùng cho một lượt điểm danh khác. Hãy chạm tên lần nữa."
NOT_IN_CLASS = "Người này không có chỗ trong lớp của buổi học. Hãy tải lại danh sách."
WAITING = "Người này đang chờ chỗ. Hãy xếp chỗ cho họ trước, rồi điểm danh."
GONE = "Người này đã rời lớp. Nếu họ quay lại, hãy xếp chỗ cho họ rồi điểm danh."
TOO_EARLY = "Buổi này chưa tới ngày học. Trước ngày học chỉ ghi được vắng có phép."
TOO_OLD = "Lượt điểm danh này đã quá 90 ngày nên không nhận nữa. Hãy ghi vào phiếu giấy của lớp."


class Ledger:
    """The register of one session, while a transaction holds its class.

    Made inside `transaction.atomic`.
    """

    def __init__(self, session: Session) -> None:
        self.training_class = lock_class(session.training_class)
        self.session = Session.objects.get(pk=session.pk)
        self.session.training_class = self.training_class
        self.received_at = timezone.now()

    def check_open(self) -> None:
        """Raises DomainError when the class takes no marks."""
        problem = why_no_mark(training_class=self.training_class, session=self.session)
        if problem:
            raise DomainError(problem)

    def seats(self, keys: Iterable[int]) -> dict[int, Seat]:
        """The seats of this class among `keys`, by key; those of other classes are not found."""
        found = Seat.objects.filter(training_class=self.training_class).select_related("learner")
        return found.in_bulk(list(keys))

    def draft(self, seat: Seat | None, presence: str, how: str, **more: object) -> Mark:
        """A mark not yet written. Raises DomainError with what stands against it."""
        if seat is None or seat.training_class_id != self.training_class.pk:
            raise DomainError(NOT_IN_CLASS)
        if seat.state != Seat.State.SEATED:
            raise DomainError(WAITING if seat.state == Seat.State.WAITING else GONE)
        mark = Mark(session=self.session, seat=seat, presence=presence, how=how)
        mark.received_at = self.received_at
        mark.made_at = self.received_at
        for name, value in more.items():
            setattr(mark, name, value)
        mark.made_at = min(mark.made_at, mark.received_at)
        self._check_moment(mark)
        return mark

    def _check_moment(self, mark: Mark) -> None:
        if mark.made_at < mark.received_at - rules.OLDEST:
            raise DomainError(TOO_OLD)
        early = not rules.may_be_there(starts_at=self.session.starts_at, made_at=mark.made_at)
        if early and mark.presence != Presence.EXCUSED:
            raise DomainError(TOO_EARLY)

    def write(self, marks: Sequence[Mark]) -> None:
        """Add marks, work out what counts now, and tell who was there."""
        if not marks:
            return
        Mark.objects.bulk_create(marks)
        now_there = self._count(marks)
        self._set_state()
        # In the order of the people: two classes that enrol the same people wait for each other.
        for attendance in sorted(now_there, key=lambda one: one.seat.learner_id):
            learner = attendance.seat.learner
            if not study_withdrawn(learner=learner):
                enrol(learner=learner, course=self.training_class.course)
            attended.send(sender=Attendance, session_id=self.session.pk, seat_id=attendance.seat_id)

    def _count(self, marks: Sequence[Mark]) -> list[Attendance]:
        """Let the strongest marks count; returns whoever was not there before and is there now."""
        seats = {mark.seat_id for mark in marks}
        standing = {
            one.seat_id: one
            for one in self._register().filter(seat__in=seats).select_related("mark", "seat")
        }
        was_there = {seat for seat, one in standing.items() if one.presence in THERE}
        changed: dict[int, Attendance] = {}
        for mark in marks:
            one = standing.get(mark.seat_id)
            if one is None:
                one = standing[mark.seat_id] = Attendance(session=self.session, seat=mark.seat)
            elif rules.stronger(claim_of(mark), claim_of(one.mark)).id == one.mark_id:
                continue
            one.mark, one.presence, one.seat = mark, mark.presence, mark.seat
            changed[mark.seat_id] = one
        new = [one for one in changed.values() if one.pk is None]
        old = [one for one in changed.values() if one.pk is not None]
        Attendance.objects.bulk_create(new)
        Attendance.objects.bulk_update(old, ["mark", "presence"])
        return [
            one for seat, one in changed.items() if one.presence in THERE and seat not in was_there
        ]

    def _set_state(self) -> None:
        """Held as soon as somebody was there; planned again when it was a slip of the finger."""
        held = self._register().there().exists()
        state = Session.State.HELD if held else Session.State.PLANNED
        if self.session.state != state:
            self.session.state = state
            self.session.save(update_fields=["state"])

    def _register(self) -> AttendanceQuerySet:
        return Attendance.objects.filter(session=self.session)

    def known(self, ids: Iterable[UUID]) -> Mapping[UUID, Mark]:
        """The marks that were written already, whatever session they are of."""
        return Mark.objects.in_bulk(list(ids))

    def recount(self) -> int:
        """Work everything out anew from the marks; returns how many lines of it were wrong."""
        claims: dict[int, list[Mark]] = {}
        for mark in Mark.objects.filter(session=self.session):
            claims.setdefault(mark.seat_id, []).append(mark)
        right = {seat: strongest_mark(marks) for seat, marks in claims.items()}
        wrong = 0
        for one in self._register():
            if one.seat_id not in right:
                one.delete()
                wrong += 1
                continue
            mark = right.pop(one.seat_id)
            if (one.mark_id, one.presence) != (mark.pk, mark.presence):
                one.mark, one.presence = mark, mark.presence
                one.save(update_fields=["mark", "presence"])
                wrong += 1
        for mark in right.values():
            Attendance.objects.create(
                session=self.session, seat_id=mark.seat_id, mark=mark, presence=mark.presence
            )
        self._set_state()
        return wrong + len(right)


def claim_of(mark: Mark) -> Claim:
    """What the rule needs to know of a mark."""
    return Claim(mark.pk, mark.how != Mark.How.SCAN, mark.made_at, mark.presence)


def strongest_mark(marks: Sequence[Mark]) -> Mark:
    """The mark of one person in one session that counts."""
    best = rules.strongest(claim_of(mark) for mark in marks)
    return next(mark for mark in marks if mark.pk == best.id)


def check_presence(presence: str) -> None:
    """Raises DomainError for what the register does not know."""
    if presence not in Presence.values:
        raise DomainError(UNKNOWN_PRESENCE)


def is_same(before: Mark, made: Mark) -> bool:
    """Whether a mark that came again says what it said the first time."""
    names = ("session_id", "seat_id", "presence", "how")
    return all(getattr(before, name) == getattr(made, name) for name in names)
