"""A class with people, the tasks loaded, and the way to proficiency."""

from collections.abc import Callable
from datetime import date

import pytest

from learners.assessing.loading import load_tasks
from learners.assessing.models import PracticalTask
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.people.models import Learner
from learners.study.models import ProficiencyRule
from tests.factories import make_course
from tests.races.conftest import together  # noqa: F401  (real threads, as there)


@pytest.fixture
def rule(db) -> ProficiencyRule:
    """Course 1, and one of 2 or 3; the numbers of the curriculum."""
    return ProficiencyRule.objects.create(
        version="thử",
        valid_from=date(2025, 1, 1),
        decision="QĐ",
        required_courses=[1],
        choice_courses=[2, 3],
    )


@pytest.fixture
def tasks(db) -> list[PracticalTask]:
    """The tasks of the proficiency rule."""
    load_tasks()
    return list(PracticalTask.objects.filter(course_number=None).order_by("code"))


@pytest.fixture
def course_task(tasks) -> PracticalTask:
    """The task of course 1."""
    return PracticalTask.objects.get(course_number=1)


@pytest.fixture
def other_trainer(make_trainer) -> Learner:
    """Who teaches in the same commune, somebody else."""
    return make_trainer("Lý Văn Sơn", 1979)


@pytest.fixture
def klass(make_class, trainer) -> TrainingClass:
    """A class of course 1."""
    return make_class(trainer=trainer)


@pytest.fixture
def seat(klass, trainer) -> Callable[[Learner], Seat]:
    """Give somebody a seat in the class."""

    def take(learner: Learner) -> Seat:
        return take_seat(
            training_class=klass, learner=learner, via=Seat.Via.SEARCH, actor=trainer.user
        )

    return take


@pytest.fixture
def pupil(learner, seat) -> Learner:
    """Somebody who sits in the class."""
    seat(learner)
    return learner


@pytest.fixture
def second_course(course, catalog):
    """Course 2."""
    return make_course(catalog, number=2)
