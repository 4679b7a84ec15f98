"""Communes merged at one moment by several people, and people moved by several workers."""

from datetime import date
from functools import partial

import pytest

from learners.people.models import Learner, Move
from learners.people.settling import settle
from lms.core.approvals import agree
from lms.core.errors import DomainError
from lms.core.merging import ask_merger
from lms.core.models import Approval, Area, User
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.monitoring.mergers import SOURCE, unite

pytestmark = pytest.mark.django_db(transaction=True)
A, B = "05503", "01906"
DAY = date(2026, 3, 1)
FOUR = range(4)


def attempt(approval: Approval, user: User) -> str:
    """What becomes of it when this person agrees; "no" if it is possible no more."""
    try:
        return str(agree(approval=approval, actor=User.objects.get(pk=user.pk)).state)
    except DomainError:
        return "no"


def test_there_and_back_at_one_moment_is_one_of_them(together, areas, make_user):
    asks, agrees = (make_user(role=Role.PROVINCE_OFFICER) for _ in range(2))
    told = {"first_day": DAY, "source": SOURCE, "reason": "Nghị quyết", "actor": asks}
    asked = [
        ask_merger(area=areas[one], into=areas[other], **told) for one, other in ((A, B), (B, A))
    ]
    found = together([partial(attempt, one, agrees) for one in asked])
    assert sorted(found) == ["done", "no"]
    assert Area.objects.filter(ended_on__isnull=False).count() == 1


def test_four_who_move_people_at_once_move_each_of_them_once(together, areas):
    for _ in range(9):
        make_person(areas[A])
    assert unite(areas[A], areas[B], DAY)
    together([settle for _ in FOUR])
    settle()
    assert Learner.objects.filter(commune=B).count() == 9
    assert Move.objects.count() == 9
