"""A class that an officer may have to look at."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from learners.attendance.models import Attendance, Mark
from learners.classes.models import Seat, Session, TrainingClass
from learners.flags.models import CallBack
from lms.core.models import User
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.closing.conftest import taught

__all__ = ["taught"]


@pytest.fixture
def officer(make_user, areas) -> User:
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER)


@pytest.fixture
def province(make_user, areas) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def fill(commune) -> Callable[..., list[Seat]]:
    """So many people sat in a session: marked by hand or by a scan, `apart` seconds between."""

    def fill(session: Session, people: int, *, how="tap", device="", apart=30, home=None):
        seats = []
        first = timezone.now() - timedelta(hours=1)
        for number in range(people):
            learner = make_person(home or commune)
            seat = Seat.objects.create(
                training_class=session.training_class, learner=learner, via=Seat.Via.SEARCH
            )
            made = first + timedelta(seconds=number * apart)
            mark = Mark.objects.create(
                session=session, seat=seat, presence="present", how=how, made_at=made, device=device
            )
            Attendance.objects.create(session=session, seat=seat, mark=mark, presence="present")
            seats.append(seat)
        Session.objects.filter(pk=session.pk).update(state=Session.State.HELD)
        return seats

    return fill


@pytest.fixture
def klass(make_class) -> TrainingClass:
    """A class in Tân Cương that sat once, an hour ago."""
    return make_class(hall_holds=30)


@pytest.fixture
def call(taught) -> CallBack:
    """The class was closed, and one of it is to be called."""
    from learners.closing.services import close_class

    close_class(training_class=taught.training_class, actor=taught.trainer)
    return CallBack.objects.get()
