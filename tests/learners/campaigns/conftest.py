"""An agency with a unit below it, its officer, and a campaign of theirs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from learners.campaigns import services
from learners.campaigns.models import Campaign
from learners.campaigns.services import Aim
from learners.people.models import Learner
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.roles import Role
from tests.facts import make_person


@pytest.fixture
def today(db) -> date:
    return timezone.localdate()


@pytest.fixture
def agency(areas) -> Organisation:
    """Sở Khoa học và Công nghệ."""
    return Organisation.objects.create(
        name="Sở Khoa học và Công nghệ", kind="agency", area=areas[PROVINCE_CODE]
    )


@pytest.fixture
def unit(agency) -> Organisation:
    """A unit below it."""
    return Organisation.objects.create(
        name="Trung tâm Thông tin", kind="agency", area=agency.area, parent=agency
    )


@pytest.fixture
def officer(make_user, agency) -> User:
    """The officer of the agency."""
    return make_user(role=Role.AGENCY_OFFICER, organisation=agency, full_name="Hoàng Văn Sơn")


@pytest.fixture
def province(make_user, areas) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def stranger(make_user, areas) -> User:
    """The officer of another agency."""
    other = Organisation.objects.create(
        name="Sở Y tế", kind="agency", area=Area.objects.get(pk=PROVINCE_CODE)
    )
    return make_user(role=Role.AGENCY_OFFICER, organisation=other)


@pytest.fixture
def works_at(commune) -> Callable[..., Learner]:
    """Somebody on the register who works there."""

    def make(organisation: Organisation, name: str = "Ma Văn Bình") -> Learner:
        person = make_person(commune, name=name)
        person.organisation = organisation
        person.save()
        return person

    return make


@pytest.fixture
def aim(officer, today) -> Callable[..., Aim]:
    """Four in five within thirty days."""

    def make(**changes) -> Aim:
        told = {
            "title": "80 % cán bộ hoàn thành khóa 1",
            "number": 80,
            "unit": "percent",
            "deadline": today + timedelta(days=30),
            "decision": "Kế hoạch 12/KH-SKHCN",
            "responsible": officer,
        }
        return Aim(**told | changes)

    return make


@pytest.fixture
def make_campaign(agency, officer, course, aim) -> Callable[..., Campaign]:
    """A campaign of the agency."""

    def make(*, counts: str = "course", actor: User | None = None, **changes) -> Campaign:
        return services.open_campaign(
            organisation=agency,
            counts=counts,
            course=course if counts == "course" else None,
            aim=aim(**changes),
            actor=actor or officer,
        )

    return make


@pytest.fixture
def campaign(make_campaign) -> Campaign:
    return make_campaign()
