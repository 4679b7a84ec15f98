"""The days of a class follow from the first one and the days of the week."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from learners.classes.timetable import days_of_class, moved_days, next_same_weekday

days = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1))


def test_without_weekdays_a_class_meets_every_week_on_its_first_weekday():
    tuesday = date(2026, 12, 1)
    assert days_of_class(tuesday, [], 3) == [tuesday, date(2026, 12, 8), date(2026, 12, 15)]


def test_with_weekdays_it_meets_on_each_of_them_after_the_first_day():
    tuesday = date(2026, 12, 1)
    assert days_of_class(tuesday, [1, 4], 4) == [
        tuesday,
        date(2026, 12, 4),
        date(2026, 12, 8),
        date(2026, 12, 11),
    ]


@given(days, st.sets(st.integers(0, 6)), st.integers(1, 60))
def test_there_are_as_many_days_as_asked_in_order_and_the_first_is_the_first(first, week, count):
    found = days_of_class(first, week, count)
    assert len(found) == count
    assert found == sorted(set(found))
    assert found[0] == first
    assert {day.weekday() for day in found[1:]} <= (week or {first.weekday()})


@given(st.sets(days, min_size=1, max_size=10), days)
def test_moved_days_keep_their_gaps(old, first):
    moved = moved_days(old, first)
    assert moved[0] == first
    assert gaps(moved) == gaps(sorted(old))


def gaps(found: list[date]) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(found)]


@given(days, days)
def test_the_next_class_begins_on_the_same_weekday_within_a_week_from_tomorrow(day, today):
    found = next_same_weekday(day, today)
    assert found.weekday() == day.weekday()
    assert timedelta(days=1) <= found - today <= timedelta(days=7)
