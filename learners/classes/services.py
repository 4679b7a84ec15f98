"""What changes a class: opening it, its sessions, its trainers, and who has a seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import CoursePage
from learners.classes.locking import check_open, lock_class
from learners.classes.models import LONGEST_PLACE, Seat, Session, TrainingClass
from learners.classes.permissions import check_may_run
from learners.classes.signals import seat_given
from learners.classes.teaching import check_trainers, name_trainers
from learners.people.consents import study_withdrawn
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from lms.core import audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, Organisation, User
from lms.core.tokens import CLASS_LENGTH, new_code

MOST_SEATS = 2_000
MOST_SESSIONS = 60
LONGEST_SESSION = timedelta(hours=10)
NOT_THERE = "Bạn chỉ mở được lớp ở địa bàn hoặc cơ quan mình phụ trách."
NOT_KEPT = (
    "Việc học không được ghi vì sự đồng ý đã được rút lại. "
    "Muốn vào lớp, người học đồng ý lại ở trang Dữ liệu của tôi, hoặc ký phiếu đồng ý."
)


@dataclass(frozen=True, slots=True)
class Times:
    """When a session begins and ends."""

    starts_at: datetime
    ends_at: datetime
    topic: str = ""

    def check(self) -> None:
        """Raises DomainError when it ends before it begins, or lasts longer than ten hours."""
        if self.ends_at <= self.starts_at:
            raise DomainError("Giờ kết thúc phải sau giờ bắt đầu.")
        if self.ends_at - self.starts_at > LONGEST_SESSION:
            raise DomainError("Một buổi dài nhất 10 giờ. Hãy kiểm tra lại giờ kết thúc.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is told about a class to open; the first trainer leads."""

    course: CoursePage
    commune: Area
    sessions: Sequence[Times]
    trainers: Sequence[Learner]
    hamlet: str = ""
    hall: str = ""
    hall_holds: int | None = None
    organisation: Organisation | None = None
    mode: str = TrainingClass.Mode.IN_PERSON
    seats: int = 40
    # Names the form that was filled in: sent twice it opens one class.
    key: UUID | None = None

    def check(self) -> None:
        """Raises DomainError with a sentence on what cannot be."""
        check_trainers(self.trainers)
        if not self.sessions:
            raise DomainError("Hãy ghi ngày giờ của ít nhất một buổi học.")
        if len(self.sessions) > MOST_SESSIONS:
            raise DomainError("Một lớp có nhiều nhất 60 buổi. Hãy mở thêm lớp cho đợt sau.")
        for one in self.sessions:
            one.check()
        if not 1 <= self.seats <= MOST_SEATS:
            raise DomainError("Số chỗ phải từ 1 đến 2.000.")


@transaction.atomic
def open_class(
    *, plan: Plan, actor: User, copied_from: TrainingClass | None = None
) -> TrainingClass:
    """Open a class with its sessions and trainers; the same `key` again is the same class.

    Raises DomainError when the place is not theirs, or the plan cannot be.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # two taps wait for each other
    if plan.key and (before := TrainingClass.objects.filter(key=plan.key).first()):
        if before.opened_by_id != actor.pk:
            raise DomainError("Trang này đã cũ. Hãy tải lại trang rồi mở lớp.")
        return before
    unit = plan.organisation
    if not scope_of(actor).may_open_class(plan.commune.pk, unit.pk if unit else None):
        raise DomainError(NOT_THERE)
    plan.check()
    made = TrainingClass.objects.create(
        course=plan.course,
        commune=plan.commune,
        hamlet=clean_text(plan.hamlet)[:LONGEST_PLACE],
        hall=clean_text(plan.hall)[:LONGEST_PLACE],
        hall_holds=plan.hall_holds,
        organisation=unit,
        mode=plan.mode,
        seats=plan.seats,
        code=new_code(CLASS_LENGTH),
        copied_from=copied_from,
        opened_by=actor,
        key=plan.key,
    )
    _plan_sessions(made, plan.sessions)
    name_trainers(made, plan.trainers)
    audit.record(actor=actor, action="classes.open_class", target=made, course=plan.course.pk)
    return made


def _plan_sessions(made: TrainingClass, times: Sequence[Times]) -> None:
    """Numbered in the order of time."""
    ordered = sorted(times, key=lambda one: one.starts_at)
    Session.objects.bulk_create(
        Session(
            training_class=made,
            number=number,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            topic=clean_text(one.topic)[:200],
        )
        for number, one in enumerate(ordered, start=1)
    )


@transaction.atomic
def take_seat(*, training_class: TrainingClass, learner: Learner, via: str, actor: User) -> Seat:
    """Give somebody a seat, or a place in the waiting list when all are taken; twice is once.

    Who left and comes back gets a seat anew. People seat themselves by the link (`Via.LINK`); all
    others are seated by who may run the class. Raises DomainError for a class that is not open, or
    when the person took back that their study is kept.
    """
    training_class = lock_class(training_class)  # so that the last seat is given once
    check_open(training_class)
    if via != Seat.Via.LINK or not is_theirs(learner, actor):
        check_may_run(user=actor, training_class=training_class)
    if study_withdrawn(learner=learner):
        raise DomainError(NOT_KEPT)
    return put_in_class(training_class=training_class, learner=learner, via=via, actor=actor)


def put_in_class(
    *, training_class: TrainingClass, learner: Learner, via: str, actor: User, beyond: bool = False
) -> Seat:
    """Seat somebody, or let them wait when all seats are taken; who is in the class stays as is.

    For services that hold the lock of the class and have checked who may; with `beyond` nobody
    waits: who is in the hall has a seat.
    """
    seat = Seat.objects.filter(training_class=training_class, learner=learner).first()
    waits = seat is not None and seat.state == Seat.State.WAITING
    if seat and (seat.state == Seat.State.SEATED or (waits and not beyond)):
        return seat
    free = beyond or training_class.seats_taken.seated().count() < training_class.seats
    seat = seat or Seat(training_class=training_class, learner=learner)
    seat.state = Seat.State.SEATED if free else Seat.State.WAITING
    seat.via, seat.taken_by, seat.taken_at = via, actor, timezone.now()
    seat.save()
    audit.record(
        actor=actor, action="classes.take_seat", target=training_class, learner=learner.pk, via=via
    )
    return seat


@transaction.atomic
def leave(*, seat: Seat, actor: User) -> Seat:
    """Somebody leaves the class, by themselves or seen off by who runs it; twice is once.

    Who waits longest moves up. What was marked of them stays. Raises DomainError for a class that
    is not open, or when the seat is not theirs to give up.
    """
    training_class = lock_class(seat.training_class)
    check_open(training_class)
    seat = Seat.objects.select_related("learner").get(pk=seat.pk)
    if not is_theirs(seat.learner, actor):
        check_may_run(user=actor, training_class=training_class)
    if seat.state != Seat.State.LEFT:
        seat.state = Seat.State.LEFT
        seat.save(update_fields=["state"])
        audit.record(
            actor=actor, action="classes.leave", target=training_class, learner=seat.learner_id
        )
        move_up(training_class=training_class, actor=actor)
    return seat


def move_up(*, training_class: TrainingClass, actor: User) -> int:
    """Who waits longest gets a seat, as far as seats are free; returns how many did.

    For services that hold the lock of the class.
    """
    seats = training_class.seats_taken
    free = max(0, training_class.seats - seats.seated().count())
    waiting = seats.filter(state=Seat.State.WAITING).order_by("taken_at", "id")
    moved = list(waiting[:free])
    for seat in moved:
        seat.state = Seat.State.SEATED
        seat.save(update_fields=["state"])
        audit.record(
            actor=actor, action="classes.move_up", target=training_class, learner=seat.learner_id
        )
        seat_given.send(Seat, seat_id=seat.pk)
    return len(moved)
