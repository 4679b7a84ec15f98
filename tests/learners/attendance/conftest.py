"""A class with people in it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.services import take_seat
from learners.people.models import Learner
from lms.core.models import User

NAMES = ("Nguyễn Thị Lan", "Trần Văn Bình", "Ma Thị Én")


@dataclass
class Hall:
    """A class, its first session, its trainer and the people who sit there."""

    training_class: TrainingClass
    session: Session
    trainer: User
    seats: list[Seat]

    def seat(self, learner: Learner, via: str = Seat.Via.SEARCH) -> Seat:
        """Somebody more sits down."""
        return take_seat(
            training_class=self.training_class, learner=learner, via=via, actor=self.trainer
        )


@pytest.fixture
def make_hall(make_class, make_trainer, make_learner) -> Callable[..., Hall]:
    """A class of so many people."""
    count = 0

    def make(people: int = 3, **fields) -> Hall:
        nonlocal count
        count += 1
        trainer = make_trainer(f"Ma Thị Hương {'ABCDEFG'[count]}")
        training_class = make_class(trainer=trainer, **fields)
        session = training_class.sessions.get(number=1)
        hall = Hall(training_class, session, trainer.user, [])
        for number in range(people):
            given = "ABCDEGHIKL"[number // 10] + "abcdeghikl"[number % 10]
            name = NAMES[number] if number < 3 else f"Hoàng Văn {given}"
            hall.seats.append(hall.seat(make_learner(name, 1950 + number)))
        return hall

    return make


@pytest.fixture
def hall(make_hall) -> Hall:
    """A class of three."""
    return make_hall()
