"""October 2026 in Tân Cương, reported in November."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from learners.monitoring.goals import load_goals, set_shares
from learners.monitoring.models import Goal
from learners.monitoring.services import refresh_counts
from learners.paper.month import Month
from learners.returns import services
from learners.returns.models import Return, ReturnRule
from learners.returns.selectors import content_of
from learners.returns.services import load_return_rule
from lms.core.models import AreaFigure, RoleGrant, User
from lms.core.roles import Role
from tests.facts import appoint, assess_on, enrol_on, make_person

OCTOBER = Month(2026, 10)


def at(*parts: int) -> datetime:
    """A moment on Vietnam's clock."""
    return timezone.make_aware(datetime(*parts))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is 3 November 2026, nine in the morning."""
    with time_machine.travel(at(2026, 11, 3, 9, 0), tick=False) as now:
        yield now


@pytest.fixture
def rule(areas) -> None:
    """Returns are asked for since January 2025."""
    load_return_rule()
    ReturnRule.objects.update(valid_from="2025-01-01")


@pytest.fixture
def people(rule, make_user, areas) -> SimpleNamespace:
    """Two officers of Tân Cương, one of Ba Bể, the department, two of the province, an auditor."""
    officer = {"role": Role.COMMUNE_OFFICER}
    made = SimpleNamespace(
        officer=make_user(**officer, full_name="Ma Thị Lan"),
        colleague=make_user(**officer, full_name="Lý Văn Minh"),
        stranger=make_user(**officer, area=areas["01906"]),
        department=make_user(role=Role.AGENCY_OFFICER, full_name="Hoàng Thị Kiểm"),
        province=make_user(role=Role.PROVINCE_OFFICER, full_name="Bế Văn Tỉnh"),
        auditor=make_user(role=Role.AUDITOR),
        trainer=make_user(role=Role.TRAINER),
    )
    RoleGrant.objects.update(valid_from="2026-01-01")
    return made


@pytest.fixture
def facts(areas, commune, course) -> None:
    """Who learnt by the end of September and in October; a target, and a figure of others."""
    for number in range(14):
        person = make_person(commune, name=f"Ma Văn {number}")
        begun = date(2026, 9, 10) if number < 5 else date(2026, 10, 10)
        enrol_on(begun, person, course, finished=begun if number % 2 else None)
        if number % 3 == 0:
            assess_on(begun, person)
    appoint(person, commune, date(2026, 10, 1))
    load_goals()
    goal = Goal.objects.get(indicator="proficient")
    shares = {commune.pk: 4_321, "01906": goal.number - 4_321}
    set_shares(goal=goal, shares=shares, rule="chia theo dân số", actor=None)
    AreaFigure.objects.create(
        area=commune, kind="working_age", value=7_777, as_of="2025-12-31", source="Niên giám"
    )


@pytest.fixture
def counted(facts) -> None:
    """The ends of September and October were counted."""
    for day in (date(2026, 9, 30), date(2026, 10, 31)):
        refresh_counts(day=day)


@pytest.fixture
def report(people, counted, commune) -> Return:
    """A draft of Tân Cương, with words."""
    services.draft(month=OCTOBER, areas=[commune], actor=people.officer)
    drafted = Return.objects.get()
    words = {"difficulties": "Xóm Na Hiên chưa có sóng.\nThiếu máy.", "proposals": "Xin thêm máy."}
    return services.word(report=drafted, **words, actor=people.officer)


def seen(report: Return) -> str:
    """The hash that the page shows right now."""
    return content_of(Return.objects.get(pk=report.pk)).sha256


def sign(report: Return, actor: User) -> Return:
    return services.sign(report=report, seen=seen(report), actor=actor)


@pytest.fixture
def signed(report, people) -> Return:
    return sign(report, people.officer)


@pytest.fixture
def locked(signed, people) -> Return:
    return locking(signed, people)


def locking(signed: Return, people: SimpleNamespace) -> Return:
    """Accepted by the department and locked by the province."""
    services.accept(report=signed, seen=seen(signed), actor=people.department)
    return services.lock(report=signed, seen=seen(signed), actor=people.province)


@pytest.fixture
def one_more(commune, course) -> Callable[[], None]:
    """Somebody of October who comes to light later."""

    def add() -> None:
        person = make_person(commune, name="La Thị Muộn")
        enrol_on(date(2026, 10, 20), person, course, finished=date(2026, 10, 21))
        assess_on(date(2026, 10, 22), person)

    return add
