"""Counting days, setting goals, dividing them: twice is once, and sums are exact."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.monitoring import tasks
from learners.monitoring.goals import divide, load_goals, set_shares
from learners.monitoring.indicators import PARTICIPANTS, PROFICIENT, all_indicators
from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from learners.monitoring.proving import count_days
from learners.monitoring.selectors import last_count
from learners.monitoring.services import refresh_counts
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import assess_on, at, enrol_on, make_person

DAY = date(2026, 3, 10)
COUNTED = ("day", "area_id", "indicator", "value")


@pytest.fixture
def busy_day(areas, course):
    """Three people of two communes who began, finished and were assessed by `DAY`."""
    for code in ("05503", "05503", "01906"):
        person = make_person(areas[code])
        enrol_on(DAY - timedelta(days=2), person, course, finished=DAY)
        assess_on(DAY, person)


def counts() -> set[tuple]:
    return set(DailyCount.objects.values_list(*COUNTED))


def test_a_first_count_writes_every_place_and_indicator(areas, busy_day):
    assert refresh_counts(day=DAY) == len(areas) * len(all_indicators())
    assert DailyCount.objects.count() == len(areas) * len(all_indicators())


def test_only_what_differs_is_written(areas, busy_day, course):
    refresh_counts(day=DAY)
    before, rows = counts(), set(DailyCount.objects.values_list("pk", flat=True))
    enrol_on(DAY, make_person(areas["01906"]), course)
    assert refresh_counts(day=DAY) == 2  # one attendance, one participant
    assert refresh_counts(day=DAY) == 0
    assert counts() - before == {
        (DAY, "01906", "attendances", 2),
        (DAY, "01906", "participants", 2),
    }
    assert set(DailyCount.objects.values_list("pk", flat=True)) == rows


def test_the_moment_of_the_count_moves_even_when_no_number_does(areas):
    for hour in (14, 15):
        with time_machine.travel(at(DAY, hour), tick=False):
            refresh_counts(day=DAY)
        assert last_count() == (DAY, at(DAY, hour))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kept=st.sets(st.sampled_from([i.code for i in all_indicators()])), wrong=st.integers(0, 99))
def test_a_count_that_was_cut_short_ends_the_same_when_it_runs_again(busy_day, kept, wrong):
    """Whatever a killed run left behind, or somebody wrote over."""
    refresh_counts(day=DAY)
    whole = counts()
    DailyCount.objects.exclude(indicator__in=kept).delete()
    DailyCount.objects.filter(area_id="05503").update(value=wrong)
    refresh_counts(day=DAY)
    assert counts() == whole


def test_a_past_day_can_be_counted_again(areas, busy_day, course):
    refresh_counts(day=DAY)
    refresh_counts(day=DAY + timedelta(days=1))
    enrol_on(DAY, make_person(areas["05503"]), course)  # entered late
    assert refresh_counts(day=DAY) == 2
    values = DailyCount.objects.filter(area_id="05503", indicator=PARTICIPANTS.code)
    assert list(values.order_by("day").values_list("value", flat=True)) == [3, 2]


def test_several_days_are_counted_each_by_its_end(busy_day):
    told = io.StringIO()
    words = {"first": DAY - timedelta(days=2), "last": DAY}
    call_command("count_days", stdout=told, **words)
    assert told.getvalue().count("đếm lần đầu") == 3
    call_command("count_days", stdout=told, **words)  # again: proved, and nothing changes
    assert told.getvalue().count("0 số không khớp, 0 số ghi muộn") == 3
    begun = DailyCount.objects.filter(area_id="05503", indicator=PARTICIPANTS.code)
    assert list(begun.order_by("day").values_list("day", "value")) == [
        (DAY - timedelta(days=2), 2),
        (DAY - timedelta(days=1), 2),
        (DAY, 2),
    ]
    proficient = DailyCount.objects.filter(area_id="05503", indicator=PROFICIENT.code)
    assert list(proficient.order_by("day").values_list("value", flat=True)) == [0, 0, 2]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from=2026-03-02", "--to=2026-03-01"], "--from phải trước"),
        (["--from=2026-03-02", "--to=2226-03-01"], "--to không được sau hôm nay"),
        (["--from=2026-02-31", "--to=2026-03-01"], "--from"),
    ],
)
def test_days_that_cannot_be_counted_are_said(areas, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("count_days", *words)
    assert not CountedDay.objects.exists()


def test_a_stopped_count_of_days_goes_on_where_it_was(busy_day):
    begun = count_days(first=DAY - timedelta(days=2), last=DAY)
    next(begun)
    begun.close()
    assert [proof.cells > 0 for proof in count_days(first=DAY - timedelta(days=2), last=DAY)] == [
        True,
        False,
        False,
    ]


def test_the_clock_counts_today_and_closes_yesterday(busy_day):
    with time_machine.travel(at(DAY, 23), tick=False):
        tasks.refresh_today()
        tasks.close_yesterday()
    found = DailyCount.objects.order_by("day").values_list("day", flat=True).distinct()
    assert list(found) == [DAY - timedelta(days=1), DAY]


@given(
    number=st.integers(0, 10**7),
    weights=st.dictionaries(
        st.text(max_size=4), st.integers(0, 10**6), min_size=1, max_size=95
    ).filter(lambda weights: sum(weights.values()) > 0),
)
def test_a_goal_is_divided_to_the_last_one_and_fairly(number, weights):
    parts = divide(number=number, weights=weights)
    total = sum(weights.values())
    assert sum(parts.values()) == number
    assert list(parts) == list(weights)
    for code, part in parts.items():
        exact = number * weights[code]
        assert exact - total < part * total < exact + total  # less than one off


def test_a_larger_weight_never_gets_a_smaller_part():
    assert divide(number=10, weights={"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}


def test_shares_that_do_not_add_up_are_refused_in_words_and_nothing_changes(areas):
    load_goals()
    goal = Goal.objects.get(indicator=PROFICIENT.code)
    set_shares(goal=goal, shares={"05503": 500_000}, rule="theo số dân", actor=None)
    with pytest.raises(DomainError) as refusal:
        set_shares(goal=goal, shares={"05503": 1, "01906": 2}, rule="khác", actor=None)
    assert refusal.value.message == (
        "Tổng chỉ tiêu các xã, phường là 3, còn mục tiêu là 500.000. Hãy sửa bảng cho khớp."
    )
    assert list(GoalShare.objects.values_list("area_id", "number")) == [("05503", 500_000)]
    goal.refresh_from_db()
    assert goal.share_rule == "theo số dân"
    assert AuditEntry.objects.filter(action="monitoring.set_shares").count() == 1


def test_shares_are_set_anew_and_written_down(areas, make_user):
    load_goals()
    goal, officer = (
        Goal.objects.get(indicator=PROFICIENT.code),
        make_user(role=Role.PROVINCE_OFFICER),
    )
    set_shares(goal=goal, shares={"05503": 500_000}, rule="một", actor=officer)
    parts = {"05503": 200_000, "01906": 300_000}
    set_shares(goal=goal, shares=parts, rule="hai", actor=officer)
    assert dict(GoalShare.objects.values_list("area_id", "number")) == parts
    entry = AuditEntry.objects.filter(action="monitoring.set_shares").first()
    assert (entry.actor, entry.data) == (officer, {"rule": "hai"})


def test_the_programmes_goals_are_loaded_once_and_an_operators_edit_is_kept(areas):
    load_goals()
    numbers = dict(Goal.objects.values_list("indicator", "number"))
    assert numbers == {"experts": 30, "core_trainers": 3_000, "proficient": 500_000}
    Goal.objects.filter(indicator="experts").update(number=31, source="Quyết định 9")
    OpeningBalance.objects.update(number=350_000)
    load_goals()
    assert Goal.objects.count() == 3
    edited = Goal.objects.get(indicator="experts")
    assert (edited.number, edited.source) == (31, "Quyết định 9")
    assert OpeningBalance.objects.get().number == 350_000
