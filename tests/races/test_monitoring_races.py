"""Counts refreshed at once: one row a day, place and number, and the number is right."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from learners.monitoring import balances
from learners.monitoring.goals import load_goals, set_shares
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import DailyCount, Goal, GoalShare, OpeningBalance
from learners.monitoring.selectors import totals_on
from learners.monitoring.services import refresh_counts
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import assess_on, enrol_on, make_person

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


def test_eight_counts_of_a_day_at_once_are_one_count(together, areas, commune, course):
    today = timezone.localdate()
    person = make_person(commune)
    enrol_on(today - timedelta(days=1), person, course, finished=today)
    assess_on(today, person)
    together([partial(refresh_counts, day=today) for _ in EIGHT])
    assert DailyCount.objects.count() == len(areas) * len(all_indicators())
    found = {code: value for code, value in totals_on(today).items() if value}
    five = ("attendances", "participants", "finishers", "proficient", "movement_adults")
    assert found == dict.fromkeys(five, 1)


def test_goals_loaded_eight_times_at_once_are_three(together, areas):
    together([load_goals for _ in EIGHT])
    assert (Goal.objects.count(), OpeningBalance.objects.count()) == (3, 1)


def test_shares_set_eight_times_at_once_always_add_up(together, areas):
    load_goals()
    goal = Goal.objects.get(indicator="experts")
    divisions = [{"05503": number, "01906": 30 - number} for number in EIGHT]
    together(
        [
            partial(set_shares, goal=Goal.objects.get(pk=goal.pk), shares=x, rule="x", actor=None)
            for x in divisions
        ]
    )
    assert dict(GoalShare.objects.values_list("area_id", "number")) in divisions


def test_two_people_approve_one_opening_balance_at_once_and_one_stands_for_it(
    together, areas, make_user
):
    writer, *others = (make_user(role=Role.PROVINCE_OFFICER) for _ in range(3))
    load_goals()
    balance = balances.write_down(balance=OpeningBalance.objects.get(), actor=writer)
    seen = balances.Band(balance, 0, 0).digest
    calls = [partial(balances.approve, balance=balance, seen=seen, actor=one) for one in others * 4]
    approved = {one.approved_by_id for one in together(calls)}
    assert approved == {OpeningBalance.objects.get().approved_by_id}
    assert AuditEntry.objects.filter(action="monitoring.approve_balance").count() == 1
