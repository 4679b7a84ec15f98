"""A class of which some have done everything, some came often enough, and one came once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from learners.assessing.loading import load_tasks
from learners.assessing.models import PaperResult, PracticalTask
from learners.assessing.services import tick_tasks
from learners.assessing.sheets import Sheet, enter_paper
from learners.attendance.services import mark
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.closing.services import load_closing_rule
from learners.people.models import Learner
from lms.core.models import User


@dataclass
class Taught:
    """A class that was taught, with its people by what they did."""

    training_class: TrainingClass
    trainer: User
    done: Learner
    came: Learner
    missed: Learner


@pytest.fixture
def taught(make_class, make_trainer, make_learner) -> Taught:
    """Two sessions held; one person has everything, one was only there, one missed a session."""
    load_closing_rule()
    load_tasks()
    trainer = make_trainer()
    made = make_class(trainer=trainer)
    made.sessions.filter(number=2).update(
        starts_at=timezone.now() - timedelta(minutes=30),
        ends_at=timezone.now() + timedelta(minutes=30),
    )
    people = [make_learner(name) for name in ("Lý Thị An", "Hoàng Văn Bình", "Ma Văn Cường")]
    for place, person in enumerate(people):
        seat = take_seat(
            training_class=made, learner=person, via=Seat.Via.SEARCH, actor=trainer.user
        )
        for session in made.sessions.all()[: 1 if place == 2 else 2]:
            mark(session=session, seat=seat, presence="present", actor=trainer.user)
    taught = Taught(made, trainer.user, *people)
    finish(taught, people[0], "P-001")
    return taught


def finish(taught: Taught, person: Learner, sheet: str) -> None:
    """Somebody passes the course test on paper and does its practical task."""
    course = taught.training_class.course
    enter_paper(
        training_class=taught.training_class,
        kind=PaperResult.Kind.COURSE,
        sheets=[Sheet(sheet, person, course.questions_drawn)],
        taken_on=timezone.localdate(),
        actor=taught.trainer,
    )
    task = PracticalTask.objects.get(course_number=course.number)
    tick_tasks(
        training_class=taught.training_class, done=[(person.pk, task.pk)], actor=taught.trainer
    )
