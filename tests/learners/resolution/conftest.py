"""Who keeps the tasks, who reports on them, who looks."""

import pytest

from lms.core.models import Organisation, User
from lms.core.roles import Role


@pytest.fixture
def province(make_user, areas) -> User:
    """Keeps the register of tasks."""
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def agency_user(make_user, areas) -> User:
    """An officer of the department of science."""
    return make_user(role=Role.AGENCY_OFFICER)


@pytest.fixture
def department(agency_user) -> Organisation:
    """The department of that officer."""
    return agency_user.grants.get().organisation


@pytest.fixture
def other_department(areas) -> Organisation:
    return Organisation.objects.create(name="Sở Tài chính", kind="agency", area=areas["19"])
