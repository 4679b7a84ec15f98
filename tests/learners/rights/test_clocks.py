"""The clocks of the law: working days, holidays, Tết."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.rights import clocks
from learners.rights.days import load_days_off
from learners.rights.models import DayOff

# Tết Đinh Mùi as it is assumed: Friday 5 to Thursday 11 February 2027.
TET = frozenset(date(2027, 2, day) for day in range(5, 12))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
KINDS = st.sampled_from(sorted(clocks.DAYS))
HOLIDAYS = st.frozensets(DAYS, max_size=40)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # Monday: Tuesday, Wednesday
        (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday: Friday, Monday
        (date(2026, 11, 27), date(2026, 12, 1)),  # Friday
        (date(2026, 11, 28), date(2026, 12, 1)),  # Saturday
        (date(2026, 11, 29), date(2026, 12, 1)),  # Sunday
        (date(2027, 2, 3), date(2027, 2, 12)),  # Thursday, and the first day after Tết
    ],
)
def test_the_reply_is_due_after_two_working_days(received, due):
    assert clocks.reply_due_on("delete", received, TET) == due


def test_over_tet_the_reply_is_never_due_after_the_doing():
    assert clocks.reply_due_on("copy", date(2027, 2, 4), TET) == date(2027, 2, 14)


@pytest.mark.parametrize(
    ("kind", "days", "more"),
    [("copy", 10, 10), ("correct", 10, 10), ("withdraw", 15, 15), ("delete", 20, 20)],
)
def test_each_kind_has_its_days_and_its_longest_extension(kind, days, more):
    received = date(2026, 11, 25)
    due = clocks.due_on(kind, received)
    assert (due - received).days == days
    assert clocks.extended(kind, due, more) == due + timedelta(days=more)
    for wrong in (0, -1, more + 1):
        with pytest.raises(ValueError, match=str(wrong)):
            clocks.extended(kind, due, wrong)


@pytest.mark.parametrize(
    ("today", "due", "words"),
    [
        (date(2026, 11, 25), date(2026, 11, 30), "còn 3 ngày làm việc"),
        (date(2026, 11, 25), date(2026, 11, 25), "hạn là hôm nay"),
        (date(2026, 11, 27), date(2026, 11, 29), "ngày làm việc cuối cùng"),  # Friday, Sunday
        (date(2026, 11, 30), date(2026, 11, 27), "quá hạn 1 ngày làm việc"),
        (date(2026, 11, 29), date(2026, 11, 27), "quá hạn"),  # only a weekend has gone by
        (date(2027, 2, 4), date(2027, 2, 12), "còn 1 ngày làm việc"),
    ],
)
def test_what_is_left_is_said_in_words(today, due, words):
    assert clocks.say_left(today, due, TET) == words


@given(DAYS, st.integers(1, 15), HOLIDAYS)
def test_the_last_day_is_a_working_day_and_just_so_many_lie_between(start, count, off):
    last = clocks.after_working_days(start, count, off)
    assert clocks.is_working_day(last, off)
    assert clocks.working_days_left(start, last, off) == count


@given(DAYS, HOLIDAYS, DAYS)
def test_a_holiday_more_never_makes_a_clock_shorter(start, off, another):
    before = clocks.after_working_days(start, 2, off)
    assert clocks.after_working_days(start, 2, off | {another}) >= before


@given(KINDS, DAYS, HOLIDAYS)
def test_the_reply_comes_first_and_neither_is_due_at_once(kind, received, off):
    reply, done = clocks.reply_due_on(kind, received, off), clocks.due_on(kind, received)
    assert received < reply <= done


@given(DAYS, DAYS, HOLIDAYS)
def test_time_left_and_time_gone_by_mirror_each_other(today, due, off):
    left = clocks.working_days_left(today, due, off)
    gone = clocks.working_days_left(due, today, off)
    assert left == -gone


@given(DAYS, st.integers(0, 60), HOLIDAYS)
def test_there_are_never_more_working_days_than_days(today, days, off):
    assert 0 <= clocks.working_days_left(today, today + timedelta(days=days), off) <= days


@pytest.mark.django_db
class TestDaysOff:
    def test_those_of_two_years_are_loaded_once(self):
        first = load_days_off()
        assert (first, load_days_off(), DayOff.objects.count()) == (24, 0, 24)
        assert set(DayOff.objects.values_list("day__year", flat=True)) == {2026, 2027}

    def test_each_names_its_source_and_what_is_assumed_says_so(self):
        load_days_off()
        assert DayOff.objects.filter(source="").count() == 0
        assumed = DayOff.objects.filter(source__startswith="Dự kiến")
        assert set(assumed.values_list("day", flat=True)) == {
            *(date(2027, 2, day) for day in (5, 8, 9, 10, 11)),
            date(2027, 9, 3),
        }

    def test_none_falls_on_a_weekend(self):
        load_days_off()
        assert [day.day for day in DayOff.objects.all() if day.day.weekday() > 4] == []

    def test_what_an_operator_set_stays(self):
        DayOff.objects.create(day=date(2027, 9, 2), name="Quốc khánh", source="Thông báo số 1")
        load_days_off()
        assert DayOff.objects.get(day=date(2027, 9, 2)).source == "Thông báo số 1"
