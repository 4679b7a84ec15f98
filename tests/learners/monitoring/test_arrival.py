"""When a goal is reached at the pace of lately: a range, or nothing that could not be kept."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners.monitoring.arrival import arrival, windows

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_fastest_four_weeks_say_the_earliest_and_the_slowest_the_latest():
    found = arrival(missing=100, paces=[10.0, 5.0], today=TODAY)
    assert (found.earliest, found.latest) == (TODAY + timedelta(10), TODAY + timedelta(20))


def test_where_nothing_grows_no_date_is_promised():
    found = arrival(missing=100, paces=[10.0, 0.0], today=TODAY)
    assert (found.earliest, found.latest) == (TODAY + timedelta(10), None)
    assert arrival(missing=100, paces=[-1.0], today=TODAY).earliest is None


def test_centuries_away_is_not_a_date():
    assert arrival(missing=500_000, paces=[0.01], today=TODAY).earliest is None


def test_what_was_never_measured_or_is_reached_has_no_range():
    assert arrival(missing=100, paces=[], today=TODAY) is None
    assert arrival(missing=0, paces=[1.0], today=TODAY) is None


def test_only_windows_with_both_ends_counted_are_measured():
    values = {ago(0): 56, ago(28): 28, ago(7): 30, ago(70): 0}
    assert windows(values, TODAY) == [1.0]


@given(
    missing=st.integers(1, 500_000),
    paces=st.lists(st.floats(-50, 5_000, allow_nan=False), min_size=1, max_size=9),
)
def test_the_earliest_is_never_after_the_latest(missing, paces):
    found = arrival(missing=missing, paces=paces, today=TODAY)
    assert found.latest is None or TODAY < found.earliest <= found.latest
