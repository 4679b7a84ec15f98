"""People with rights, and officers who answer to them."""

from collections.abc import Callable

import pytest
from django.test import Client

from learners.people.models import Learner
from learners.rights.models import DataRequest
from learners.rights.services import receive
from lms.core.models import User
from lms.core.roles import Role


@pytest.fixture
def officer(make_user, areas) -> User:
    """A commune officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"])


@pytest.fixture
def second(make_user, areas) -> User:
    """An officer of the province: a second person."""
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """The browser of somebody who has signed in."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return sign_in


@pytest.fixture
def ask(request) -> Callable[..., DataRequest]:
    """What somebody asks about their data: Nguyễn Thị Lan, unless it is said who."""

    def asked(kind: str = "copy", about: Learner | None = None, **more) -> DataRequest:
        about = about or request.getfixturevalue("learner")
        return receive(learner=about, kind=kind, actor=more.pop("actor", about.user), **more)

    return asked
