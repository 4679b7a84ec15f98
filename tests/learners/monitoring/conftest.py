"""Officers in their browsers, and a province with something to count."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from learners.monitoring.goals import divide, load_goals, set_shares
from learners.monitoring.models import Goal
from learners.monitoring.services import refresh_counts
from lms.core.roles import Role
from tests.facts import appoint, assess_on, counted_lately, enrol_on, make_person


@pytest.fixture
def province_officer(areas, signed_in) -> Client:
    return signed_in(Role.PROVINCE_OFFICER)


@pytest.fixture
def today(db) -> date:
    return timezone.localdate()


@pytest.fixture
def goals(areas) -> Goal:
    """The three goals, the third one divided among all communes but the first."""
    load_goals()
    goal = Goal.objects.get(indicator="proficient")
    weights = {code: place for place, code in enumerate(sorted(areas)) if code != "19"}
    set_shares(
        goal=goal, shares=divide(number=goal.number, weights=weights), rule="mẫu", actor=None
    )
    goal.shares.filter(area="05503").delete()
    return goal


@pytest.fixture
def counted(goals, areas, course, today) -> None:
    """People of three communes, counted four weeks ago and today."""
    for number, code in enumerate(["05503", "01906", "01906", "05488", "05488", "05488"]):
        person = make_person(areas[code])
        begun = today - timedelta(days=40)
        enrol_on(begun, person, course, finished=begun if number % 2 else None)
        if number:
            assess_on(today - timedelta(days=35 if number < 3 else 5), person)
    appoint(person, areas["01906"], today - timedelta(days=3))
    refresh_counts(day=today - timedelta(days=28))
    counted_lately(today)
    refresh_counts(day=today)
