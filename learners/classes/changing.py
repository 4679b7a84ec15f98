"""What changes about a class that is open: its place, its trainers, its sessions; and calling off.

A session that was held stands as it is: people were marked in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from learners.classes.locking import check_open, lock_class
from learners.classes.models import LONGEST_PLACE, Seat, Session, TrainingClass
from learners.classes.permissions import check_may_run
from learners.classes.services import (
    MOST_SEATS,
    NOT_THERE,
    Plan,
    Times,
    move_up,
    open_class,
)
from learners.classes.signals import class_ended, session_cancelled, session_moved
from learners.classes.teaching import check_trainers, holding_the_role, replace_trainers
from learners.people.models import Learner
from lms.core import audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, User

_HELD = (
    "Buổi này đã có người được điểm danh nên giữ nguyên ngày giờ. "
    "Nếu cần học thêm, hãy thêm một buổi mới."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a class meets, how, and how many seats it has."""

    commune: Area
    hamlet: str = ""
    hall: str = ""
    hall_holds: int | None = None
    mode: str = TrainingClass.Mode.IN_PERSON
    seats: int = 40


def trainers_like(*, source: TrainingClass, me: Learner | None) -> list[Learner]:
    """Who teaches a class like an earlier one: its trainers who hold the role, else `me`."""
    taught = source.trainers.present().select_related("learner").order_by("-part", "id")
    people = [one.learner for one in taught]
    held = holding_the_role(people)
    found = [person for person in people if person.pk in held]
    return found or ([me] if me else [])


@transaction.atomic
def copy_class(*, source: TrainingClass, plan: Plan, actor: User) -> TrainingClass:
    """Open a class after the pattern of an earlier one; people are not copied.

    Raises DomainError as `open_class` does.
    """
    return open_class(plan=plan, actor=actor, copied_from=source)


@transaction.atomic
def change_place(*, training_class: TrainingClass, place: Place, actor: User) -> TrainingClass:
    """The class meets elsewhere, or has more or fewer seats; who waits moves up into new ones.

    Nobody who has a seat loses it when there are fewer. Raises DomainError when it is not theirs,
    or the class is not open.
    """
    training_class = _locked(training_class, actor)
    unit = training_class.organisation_id
    if place.commune.pk != training_class.commune_id and not scope_of(actor).may_open_class(
        place.commune.pk, unit
    ):
        raise DomainError(NOT_THERE)
    if not 1 <= place.seats <= MOST_SEATS:
        raise DomainError("Số chỗ phải từ 1 đến 2.000.")
    before = _where(training_class)
    training_class.commune = place.commune
    training_class.hamlet = clean_text(place.hamlet)[:LONGEST_PLACE]
    training_class.hall = clean_text(place.hall)[:LONGEST_PLACE]
    training_class.hall_holds, training_class.mode = place.hall_holds, place.mode
    training_class.seats = place.seats
    training_class.save()
    audit.record(actor=actor, action="classes.change_place", target=training_class)
    if _where(training_class) != before:
        _tell_of_place(training_class)
    move_up(training_class=training_class, actor=actor)
    return training_class


@transaction.atomic
def change_trainers(
    *, training_class: TrainingClass, people: Sequence[Learner], actor: User
) -> TrainingClass:
    """These teach the class from now on; the first leads. Raises DomainError without anybody.

    What was taught until now stays with who taught it.
    """
    training_class = _locked(training_class, actor)
    check_trainers(people, before=training_class)
    replace_trainers(training_class, people)
    audit.record(
        actor=actor,
        action="classes.change_trainers",
        target=training_class,
        trainers=[person.pk for person in people],
    )
    return training_class


@transaction.atomic
def add_session(*, training_class: TrainingClass, times: Times, actor: User) -> Session:
    """One more session; one at the very same time is that one. It takes the next number."""
    training_class = _locked(training_class, actor)
    times.check()
    sessions = training_class.sessions.exclude(state=Session.State.CANCELLED)
    if there := sessions.filter(starts_at=times.starts_at).first():
        return there
    last = training_class.sessions.aggregate(last=Max("number"))["last"] or 0
    made = Session.objects.create(
        training_class=training_class,
        number=last + 1,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        topic=clean_text(times.topic)[:200],
    )
    audit.record(actor=actor, action="classes.add_session", target=made)
    return made


@transaction.atomic
def move_session(*, session: Session, times: Times, actor: User) -> Session:
    """The session is at another time. Raises DomainError when it was held already."""
    session = _planned(session, actor)
    times.check()
    before = (session.starts_at, session.ends_at)
    session.starts_at, session.ends_at = times.starts_at, times.ends_at
    session.topic = clean_text(times.topic)[:200]
    session.changed_at = timezone.now()
    session.save(update_fields=["starts_at", "ends_at", "topic", "changed_at"])
    audit.record(actor=actor, action="classes.move_session", target=session)
    if (session.starts_at, session.ends_at) != before:
        session_moved.send(Session, session_id=session.pk)
    return session


@transaction.atomic
def cancel_session(*, session: Session, actor: User) -> Session:
    """The session is called off; twice is once. Raises DomainError when it was held already."""
    session = _planned(session, actor)
    if session.state != Session.State.CANCELLED:
        session.state, session.changed_at = Session.State.CANCELLED, timezone.now()
        session.save(update_fields=["state", "changed_at"])
        audit.record(actor=actor, action="classes.cancel_session", target=session)
        session_cancelled.send(Session, session_id=session.pk)
    return session


@transaction.atomic
def cancel_class(*, training_class: TrainingClass, actor: User) -> TrainingClass:
    """The class is called off with all its sessions; twice is once.

    Who had a seat keeps it on the record. Raises DomainError when a session was held: such a class
    is closed, so that what people did in it counts.
    """
    training_class = lock_class(training_class)
    check_may_run(user=actor, training_class=training_class)
    if training_class.state == TrainingClass.State.CANCELLED:
        return training_class
    check_open(training_class)
    if training_class.sessions.filter(state=Session.State.HELD).exists():
        raise DomainError(
            "Lớp đã có buổi học nên không hủy được. Hãy hủy các buổi còn lại rồi kết thúc lớp, "
            "để công sức của học viên được tính."
        )
    training_class.sessions.update(state=Session.State.CANCELLED, changed_at=timezone.now())
    training_class.state, training_class.ended_at = TrainingClass.State.CANCELLED, timezone.now()
    training_class.save(update_fields=["state", "ended_at"])
    audit.record(
        actor=actor,
        action="classes.cancel_class",
        target=training_class,
        people=Seat.objects.filter(training_class=training_class).seated().count(),
    )
    class_ended.send(TrainingClass, class_id=training_class.pk)
    return training_class


def _where(training_class: TrainingClass) -> tuple[str, str, str]:
    return training_class.commune_id, training_class.hamlet, training_class.hall


def _tell_of_place(training_class: TrainingClass) -> None:
    """Calendars hear of every session to come, people of the next one."""
    coming = training_class.sessions.filter(
        state=Session.State.PLANNED, starts_at__gte=timezone.now()
    ).order_by("starts_at")
    following = coming.first()
    coming.update(changed_at=timezone.now())
    if following:
        session_moved.send(Session, session_id=following.pk)


def _locked(training_class: TrainingClass, actor: User) -> TrainingClass:
    training_class = lock_class(training_class)
    check_may_run(user=actor, training_class=training_class)
    check_open(training_class)
    return training_class


def _planned(session: Session, actor: User) -> Session:
    _locked(session.training_class, actor)
    session = Session.objects.select_related("training_class").get(pk=session.pk)
    if session.state == Session.State.HELD:
        raise DomainError(_HELD)
    return session
