"""Opening a class and seating people: the last seat is given once, the rest wait."""

import pytest

from learners.classes.models import ClassTrainer, Seat, TrainingClass
from learners.classes.services import take_seat
from lms.core.errors import DomainError

pytestmark = pytest.mark.django_db


def test_a_class_opens_with_its_sessions_in_order_and_a_code(make_class):
    made = make_class()
    assert [session.number for session in made.sessions.all()] == [1, 2]
    assert len(made.code) == 7
    assert made.trainers.get().part == ClassTrainer.Part.LEAD


def test_a_trainer_opens_no_class_in_another_commune(make_class, make_trainer, other_commune):
    with pytest.raises(DomainError):
        make_class(trainer=make_trainer(), commune=other_commune)
    assert not TrainingClass.objects.exists()


def test_the_last_seat_is_given_once_and_the_next_waits(make_class, make_trainer, make_learner):
    trainer = make_trainer()
    made = make_class(trainer=trainer, seats=1)
    people = [make_learner(full_name="Nguyễn Văn An"), make_learner(full_name="Hoàng Thị Bích")]
    states = [
        take_seat(training_class=made, learner=one, via=Seat.Via.SEARCH, actor=trainer.user).state
        for one in (*people, people[0])
    ]
    assert states == ["seated", "waiting", "seated"]


def test_a_trainer_sees_their_classes_and_no_others(make_class, make_trainer):
    one, other = make_trainer(), make_trainer(full_name="Lý A Sử")
    mine = make_class(trainer=one)
    make_class(trainer=other)
    assert list(TrainingClass.objects.visible_to(one.user)) == [mine]
