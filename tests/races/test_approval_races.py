"""Two people agree at once, or one taps twice: the act is carried out once."""

from functools import partial

import pytest

from lms.core.approvals import agree, refuse
from lms.core.errors import DomainError
from lms.core.models import Approval, AuditEntry, RoleGrant, User
from lms.core.roles import Role
from lms.core.services import ask_for_role

pytestmark = pytest.mark.django_db(transaction=True)
FOUR = range(4)


@pytest.fixture
def officers(areas, make_user) -> list[User]:
    """Five who may decide on roles."""
    return [make_user(role=Role.PROVINCE_OFFICER) for _ in range(5)]


@pytest.fixture
def asked(areas, officers, make_user) -> Approval:
    return ask_for_role(
        user=make_user(),
        role=Role.AUDITOR,
        area=areas["19"],
        actor=officers[0],
        reason="Quyết định 1",
    )


def without_scope(user: User) -> User:
    """The account as another request finds it."""
    return User.objects.get(pk=user.pk)


def attempt(decide, approval: Approval, user: User) -> str:
    """What becomes of it when this person decides; "no" if it was decided otherwise."""
    try:
        return str(decide(approval=approval, actor=without_scope(user)).state)
    except DomainError:
        return "no"


def test_four_who_agree_at_once_give_one_role(together, asked, officers):
    calls = [partial(attempt, agree, asked, user) for user in officers[1:]]
    assert together(calls) == ["done"] * 4
    assert RoleGrant.objects.filter(user=asked.data["user"]).count() == 1
    assert AuditEntry.objects.filter(action="core.agree").count() == 1


def test_a_yes_and_a_no_at_once_are_one_of_them(together, asked, officers):
    found = together(
        [partial(attempt, agree, asked, officers[1]), partial(attempt, refuse, asked, officers[2])]
    )
    asked.refresh_from_db()
    given = RoleGrant.objects.filter(user=asked.data["user"]).count()
    assert (sorted(found), given) in [(["done", "no"], 1), (["no", "refused"], 0)]
    assert asked.state == ("done" if given else "refused")


def test_four_who_ask_at_once_ask_once(together, areas, officers, make_user):
    user = make_user()
    ask = partial(
        ask_for_role, user=user, role=Role.AUDITOR, area=areas["19"], reason="Quyết định 1"
    )
    found = together([partial(ask, actor=without_scope(officers[n])) for n in FOUR])
    assert len({approval.pk for approval in found}) == 1
    assert Approval.objects.count() == 1
