"""Staff in their browsers, and people in two communes and an agency."""

import pytest
from django.test import Client

from lms.core.factors import seed_demo_factor
from lms.core.models import Organisation
from lms.core.roles import Role
from lms.core.services import grant_role


@pytest.fixture
def officer(signed_in, commune) -> Client:
    return signed_in(Role.COMMUNE_OFFICER, commune)


@pytest.fixture
def other_officer(signed_in, other_commune) -> Client:
    return signed_in(Role.COMMUNE_OFFICER, other_commune)


@pytest.fixture
def province_officer(areas, signed_in) -> Client:
    return signed_in(Role.PROVINCE_OFFICER)


@pytest.fixture
def auditor(areas, signed_in) -> Client:
    return signed_in(Role.AUDITOR)


@pytest.fixture
def department(areas) -> Organisation:
    """A department of the province, with a centre under it."""
    head = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
    Organisation.objects.create(
        name="Trung tâm Lưu trữ", kind="agency", area=areas["19"], parent=head
    )
    return head


@pytest.fixture
def agency_officer(make_user, department) -> Client:
    user = make_user()
    grant_role(
        user=user,
        role=Role.AGENCY_OFFICER,
        area=department.area,
        organisation=department,
        actor=None,
    )
    seed_demo_factor(user)
    browser = Client()
    browser.force_login(user)
    return browser
