"""What changes about a class: place, trainers, sessions; calling off. What was held stands."""

from datetime import date, time, timedelta

import pytest

from learners.classes import changing
from learners.classes.changing import Place
from learners.classes.forms import times_on
from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.services import Plan, Times, leave, open_class, take_seat
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(make_class, trainer):
    return make_class(trainer=trainer, seats=1)


@pytest.fixture
def seated(lesson, trainer, commune):
    """Somebody with the one seat, and two who wait in this order."""
    people = [make_person(commune, name=name) for name in ("Lý A Sử", "Vàng Thị Mỷ", "Giàng A Páo")]
    return [
        take_seat(training_class=lesson, learner=one, via=Seat.Via.SEARCH, actor=trainer.user)
        for one in people
    ]


def states(seats) -> list[str]:
    return [Seat.objects.get(pk=seat.pk).state for seat in seats]


def later(session: Session, days: int = 1) -> Times:
    return Times(session.starts_at + timedelta(days=days), session.ends_at + timedelta(days=days))


def test_when_somebody_leaves_who_waits_longest_moves_up(seated, trainer):
    assert states(seated) == ["seated", "waiting", "waiting"]
    leave(seat=seated[0], actor=trainer.user)
    leave(seat=seated[0], actor=trainer.user)
    assert states(seated) == ["left", "seated", "waiting"]


def test_who_comes_back_stands_last_in_the_line(seated, lesson, trainer):
    leave(seat=seated[0], actor=trainer.user)
    took = {"via": Seat.Via.SEARCH, "actor": trainer.user}
    back = take_seat(training_class=lesson, learner=seated[0].learner, **took)
    leave(seat=seated[1], actor=trainer.user)
    assert states(seated) == ["waiting", "left", "seated"]
    assert back.pk == seated[0].pk


def test_people_leave_by_themselves_and_nobody_sees_off_others(lesson, learner, make_learner):
    seat = take_seat(training_class=lesson, learner=learner, via=Seat.Via.LINK, actor=learner.user)
    with pytest.raises(DomainError):
        leave(seat=seat, actor=make_learner("Trần Văn Bình").user)
    assert leave(seat=seat, actor=learner.user).state == "left"


def test_nobody_seats_others_by_the_link(lesson, learner, make_learner):
    with pytest.raises(DomainError):
        take_seat(
            training_class=lesson,
            learner=make_learner("Trần Văn Bình"),
            via=Seat.Via.LINK,
            actor=learner.user,
        )


def test_more_seats_let_people_move_up_and_fewer_take_none_away(lesson, seated, trainer, commune):
    def hold(seats: int) -> None:
        place = Place(commune=commune, hall="Nhà văn hóa Gò Móc", seats=seats)
        changing.change_place(training_class=lesson, place=place, actor=trainer.user)

    hold(2)
    assert states(seated) == ["seated", "seated", "waiting"]
    hold(1)
    assert states(seated) == ["seated", "seated", "waiting"]
    lesson.refresh_from_db()
    assert (lesson.hall, lesson.seats) == ("Nhà văn hóa Gò Móc", 1)


def test_a_class_moves_only_where_its_trainer_may_open_one(lesson, trainer, other_commune):
    with pytest.raises(DomainError):
        changing.change_place(
            training_class=lesson, place=Place(commune=other_commune), actor=trainer.user
        )


def test_others_come_to_teach_and_somebody_always_does(lesson, trainer, make_trainer, learner):
    second = make_trainer(full_name="Lý A Sử")
    changing.change_trainers(training_class=lesson, people=[second, trainer], actor=trainer.user)
    parts = dict(lesson.trainers.present().values_list("learner", "part"))
    assert parts == {second.pk: "lead", trainer.pk: "assistant"}
    for people in ([], [learner]):
        with pytest.raises(DomainError):
            changing.change_trainers(training_class=lesson, people=people, actor=trainer.user)
    assert lesson.trainers.present().count() == 2


def test_a_session_is_added_once_moved_and_called_off(lesson, trainer):
    session = lesson.sessions.get(number=2)
    for _ in range(2):
        added = changing.add_session(
            training_class=lesson, times=later(session), actor=trainer.user
        )
    assert [one.number for one in lesson.sessions.order_by("number")] == [1, 2, 3]
    moved = changing.move_session(session=added, times=later(session, 3), actor=trainer.user)
    assert moved.starts_at == session.starts_at + timedelta(days=3)
    for _ in range(2):
        dropped = changing.cancel_session(session=moved, actor=trainer.user)
    assert dropped.state == "cancelled"


def test_a_session_that_was_held_keeps_its_time(lesson, trainer):
    session = lesson.sessions.get(number=1)
    Session.objects.filter(pk=session.pk).update(state="held")
    with pytest.raises(DomainError):
        changing.move_session(session=session, times=later(session), actor=trainer.user)
    with pytest.raises(DomainError):
        changing.cancel_session(session=session, actor=trainer.user)
    with pytest.raises(DomainError, match="kết thúc lớp"):
        changing.cancel_class(training_class=lesson, actor=trainer.user)


def test_a_class_is_called_off_with_its_sessions_and_takes_nobody_more(lesson, trainer, learner):
    for _ in range(2):
        off = changing.cancel_class(training_class=lesson, actor=trainer.user)
    assert (off.state, off.ended_at is not None) == ("cancelled", True)
    assert {session.state for session in lesson.sessions.all()} == {"cancelled"}
    with pytest.raises(DomainError, match="đã hủy"):
        take_seat(training_class=lesson, learner=learner, via=Seat.Via.LINK, actor=learner.user)


def test_who_does_not_run_a_class_changes_nothing(lesson, make_trainer, make_user, areas):
    session = lesson.sessions.get(number=2)
    for stranger in (
        make_trainer(full_name="Lý A Sử").user,
        make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]),
        make_user(role=Role.AUDITOR),
    ):
        for change in (
            lambda who: changing.cancel_class(training_class=lesson, actor=who),
            lambda who: changing.cancel_session(session=session, actor=who),
            lambda who: changing.move_session(session=session, times=later(session), actor=who),
            lambda who: changing.add_session(
                training_class=lesson, times=later(session), actor=who
            ),
            lambda who: changing.change_trainers(training_class=lesson, people=[], actor=who),
        ):
            with pytest.raises(DomainError):
                change(stranger)
    lesson.refresh_from_db()
    assert (lesson.state, lesson.sessions.count()) == ("open", 2)


def test_a_class_like_an_earlier_one_has_its_trainers_and_nobody_in_it(
    lesson, seated, trainer, commune
):
    times = [later(session, 14) for session in lesson.sessions.all()]
    people = changing.trainers_like(source=lesson, me=None)
    plan = Plan(course=lesson.course, commune=commune, sessions=times, trainers=people)
    made = changing.copy_class(source=lesson, plan=plan, actor=trainer.user)
    assert (made.copied_from, made.code != lesson.code) == (lesson, True)
    assert [one.learner for one in made.trainers.all()] == [trainer]
    assert not made.seats_taken.exists()


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_a_session_lasts_some_time_and_no_day(lesson, trainer, minutes):
    start = lesson.sessions.get(number=2).starts_at
    times = Times(start, start + timedelta(minutes=minutes))
    with pytest.raises(DomainError):
        changing.add_session(training_class=lesson, times=times, actor=trainer.user)


def test_a_class_needs_a_session_and_somebody_who_teaches(course, commune, trainer, learner):
    day = times_on(date(2027, 1, 5), time(19), 60)
    for told in (
        {"sessions": [], "trainers": [trainer]},
        {"sessions": [day], "trainers": []},
        {"sessions": [day], "trainers": [learner]},
        {"sessions": [day] * 61, "trainers": [trainer]},
        {"sessions": [day], "trainers": [trainer], "seats": 0},
    ):
        with pytest.raises(DomainError):
            open_class(plan=Plan(course=course, commune=commune, **told), actor=trainer.user)
    assert not TrainingClass.objects.exists()
