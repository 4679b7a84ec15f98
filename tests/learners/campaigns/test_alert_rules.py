"""When a commune is worth a word: a table of cases, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.campaigns.rules import Commune, behind, silent

DAY = date(2026, 12, 1)


def commune(code="a", kind="xa", target=100, value=0, weekly=1.0) -> Commune:
    return Commune(code, kind, target, value, weekly)


# Three like it, which add ten a week to a share of a hundred.
OTHERS = [commune(code, weekly=10.0) for code in "bcd"]


def found(one: Commune, others=OTHERS, days_left=70, percent=50):
    rows = behind([one, *others], days_left=days_left, similar_percent=percent)
    return next((row for row in rows if row.code == one.code), None)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (commune(weekly=4.0), True),  # 40 by the deadline, and under half of ten
        (commune(weekly=5.0), False),  # just half of the usual
        (commune(weekly=4.0, value=60), False),  # forty are missing and forty will come
        (commune(weekly=4.0, value=59), True),
        (commune(weekly=0.0), True),
        (commune(weekly=-1.0), True),  # people moved away
        (commune(weekly=0.0, value=100), False),  # reached
        (commune(weekly=None), False),  # unknown is not slow
        (commune(weekly=0.0, target=0), False),  # no share was given
    ],
)
def test_who_falls_behind(one, told):
    assert (found(one) is not None) is told


def test_it_says_the_pace_the_one_needed_and_the_usual_one():
    row = found(commune(weekly=2.0, value=30))
    assert (row.weekly, row.needed, row.usual) == (2.0, 7, 10.0)


def test_the_usual_pace_is_measured_by_the_share():
    small = [commune(code, target=50, weekly=5.0) for code in "bcd"]
    assert found(commune(weekly=4.9), small) is not None
    assert found(commune(weekly=5.0), small) is None


def test_only_the_like_are_compared_and_all_of_the_kind_where_they_are_few():
    wards = [commune(code, kind="phuong", weekly=90.0) for code in "bcd"]
    assert found(commune(weekly=0.0), wards) is None  # no other xã to compare with
    far = [commune(code, target=1_000, weekly=100.0) for code in "bcd"]
    assert found(commune(weekly=4.0), far).usual == 10.0
    assert found(commune(weekly=4.0), [*OTHERS, *far]).usual == 10.0


def test_after_the_deadline_nothing_is_said():
    assert found(commune(weekly=0.0), days_left=0) is None
    assert found(commune(weekly=0.0), days_left=-5) is None


def test_when_all_are_equally_slow_nobody_is_behind():
    slow = [commune(code, weekly=0.1) for code in "abcd"]
    assert list(behind(slow, days_left=7, similar_percent=50)) == []


@given(
    st.lists(
        st.builds(
            commune,
            kind=st.sampled_from(["xa", "phuong"]),
            target=st.integers(0, 500),
            value=st.integers(0, 500),
            weekly=st.none() | st.floats(-20, 50),
        ),
        max_size=12,
    ),
    st.integers(-10, 400),
)
def test_nobody_is_told_of_who_would_make_it(drawn, days_left):
    communes = [
        Commune(str(place), one.kind, one.target, one.value, one.weekly)
        for place, one in enumerate(drawn)
    ]
    by_code = {one.code: one for one in communes}
    for row in behind(communes, days_left=days_left, similar_percent=50):
        one = by_code[row.code]
        assert one.value + one.weekly * days_left / 7 < one.target
        assert row.weekly < row.usual / 2


@pytest.mark.parametrize(
    ("last", "quiet"),
    [
        ({"a": 21, "b": 20}, ["a"]),
        ({"a": 20, "b": 0}, []),
        ({"a": None, "b": 0}, ["a"]),
        ({"a": 30, "b": 40}, []),  # nothing happens anywhere: that is another matter
        ({"a": None, "b": None}, []),
    ],
)
def test_who_is_silent_while_others_learn(last, quiet):
    days = {code: ago if ago is None else DAY - timedelta(days=ago) for code, ago in last.items()}
    assert list(silent(days, day=DAY, days=21)) == quiet
