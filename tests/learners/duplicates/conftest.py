"""Two records of one person, and a pair of them on the desk."""

import pytest

from learners.duplicates.models import Pair
from learners.people.models import Learner
from lms.core.roles import Role
from tests.facts import make_person


@pytest.fixture
def lan(commune) -> Learner:
    """Nguyễn Thị Lan of Tân Cương, written down first."""
    return make_person(commune, name="Nguyễn Thị Lan", birth_year=1975)


@pytest.fixture
def again(commune) -> Learner:
    """The same, written down once more without marks."""
    return make_person(commune, name="Nguyen Thi Lan", birth_year=1975, phone="+84912345678")


@pytest.fixture
def pair(lan, again) -> Pair:
    """The question whether they are one."""
    return ask(lan, again)


@pytest.fixture
def officer(areas, make_user):
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER)


def ask(left: Learner, right: Learner | None, score: int = 70, **fields) -> Pair:
    """A question on the desk."""
    return Pair.objects.create(
        left=left, right=right, score=score, reasons=["Cùng năm sinh."], **fields
    )
