"""A hall full of people at one moment: the last seat is given once, nobody comes twice."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from learners.classes.models import Seat, TrainingClass
from learners.classes.services import Plan, Times, leave, open_class, take_seat
from learners.classes.spot import seat_on_spot
from learners.people.changes import Facts
from learners.people.models import Learner
from tests.facts import make_person

pytestmark = pytest.mark.django_db(transaction=True)
AN = Facts("Lò Văn Ăn", 1950, phone="0912345678")


@pytest.fixture
def trainer(areas, make_trainer):
    return make_trainer()


@pytest.fixture
def lesson(make_class, trainer):
    """A class of two seats."""
    return make_class(trainer=trainer, seats=2)


def sit(lesson, trainer, person) -> Seat:
    return take_seat(training_class=lesson, learner=person, via=Seat.Via.SEARCH, actor=trainer.user)


def write(lesson, trainer, spot) -> int:
    return seat_on_spot(
        training_class=lesson,
        spot_id=spot,
        facts=AN,
        commune=lesson.commune,
        paper="tờ 1",
        actor=trainer.user,
    ).pk


def states(lesson) -> list[str]:
    return sorted(lesson.seats_taken.values_list("state", flat=True))


def test_the_last_seats_are_given_once(together, lesson, trainer):
    people = [
        make_person(lesson.commune, name=f"Nguyễn Văn {n}") for n in ("An", "Bo", "Cao", "Du")
    ]
    together([partial(sit, lesson, trainer, person) for person in people])
    assert states(lesson) == ["seated", "seated", "waiting", "waiting"]


def test_two_who_leave_at_once_let_two_move_up(together, lesson, trainer):
    people = [
        make_person(lesson.commune, name=f"Nguyễn Văn {n}") for n in ("An", "Bo", "Cao", "Du")
    ]
    seats = [sit(lesson, trainer, person) for person in people]
    together([partial(leave, seat=seat, actor=trainer.user) for seat in seats[:2]])
    assert states(lesson) == ["left", "left", "seated", "seated"]


def test_one_entry_sent_four_times_at_once_is_one_person(together, lesson, trainer):
    spot = uuid4()
    assert len(set(together([partial(write, lesson, trainer, spot)] * 4))) == 1
    assert Learner.objects.filter(full_name="Lò Văn Ăn").count() == 1


def test_four_phones_that_write_down_one_person_at_once_make_one_record(together, lesson, trainer):
    entries = [partial(write, lesson, trainer, uuid4()) for _ in range(4)]
    assert len(set(together(entries))) == 1
    assert Learner.objects.filter(full_name="Lò Văn Ăn").count() == 1
    assert states(lesson) == ["seated"]


def test_a_form_sent_four_times_at_once_opens_one_class(together, course, commune, trainer):
    now = timezone.now()
    plan = Plan(
        course=course,
        commune=commune,
        sessions=[Times(now, now + timedelta(hours=2))],
        trainers=[trainer],
        key=uuid4(),
    )
    made = together([partial(open_class, plan=plan, actor=trainer.user)] * 4)
    assert {one.pk for one in made} == {TrainingClass.objects.get().pk}
