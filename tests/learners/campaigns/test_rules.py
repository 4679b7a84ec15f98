"""When people are reminded, and what numbers mean together: rules without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.campaigns.ladder import LADDER, days_of, step_of
from learners.campaigns.reckoning import Numbers

END = date(2027, 6, 30)
LONG_AGO = END - timedelta(days=200)


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (31, None),  # nothing has come yet
        (30, 30),
        (29, 30),  # made up for, when no worker ran on the day
        (14, 14),
        (7, 7),
        (2, 7),
        (1, 1),
        (0, 1),
        (-1, -1),
        (-9, -1),
    ],
)
def test_of_the_steps_that_have_come_the_last_one_has_its_turn(before, step):
    day = END - timedelta(days=before)
    assert step_of(day, deadline=END, opened=LONG_AGO, steps=LADDER) == step


def test_what_came_before_the_opening_is_past():
    opened = END - timedelta(days=10)
    assert step_of(opened, deadline=END, opened=opened, steps=LADDER) is None
    assert step_of(END - timedelta(days=7), deadline=END, opened=opened, steps=LADDER) == 7


def test_after_the_deadline_nobody_hears_of_a_step_before_it():
    after = END + timedelta(days=1)
    assert step_of(after, deadline=END, opened=LONG_AGO, steps=[14, 7]) is None


def test_the_steps_are_shown_with_their_days():
    assert days_of([7, -1, 30], END) == [
        (30, date(2027, 5, 31)),
        (7, date(2027, 6, 23)),
        (-1, date(2027, 7, 1)),
    ]


def numbers(**changes) -> Numbers:
    told = {"roster": 10, "done": 3, "late": 0, "number": 80, "by_percent": True}
    return Numbers(**told | {"deadline": END, "day": END - timedelta(days=14)} | changes)


@pytest.mark.parametrize(
    ("changes", "target", "needed", "weekly", "reached"),
    [
        ({}, 8, 5, 3, False),
        ({"roster": 11}, 9, 6, 3, False),  # 8,8 people are nine
        ({"done": 8}, 8, 0, 0, True),
        ({"by_percent": False, "number": 4}, 4, 1, 1, False),
        ({"by_percent": False, "number": 20}, 20, 17, 9, False),  # more than stand there
        ({"day": END}, 8, 5, None, False),
        ({"day": END + timedelta(days=1)}, 8, 5, None, False),
        ({"roster": 0, "done": 0}, 0, 0, 0, False),  # an empty roster reaches nothing
    ],
)
def test_what_is_still_needed(changes, target, needed, weekly, reached):
    found = numbers(**changes)
    assert (found.target, found.needed, found.needed_weekly, found.reached) == (
        target,
        needed,
        weekly,
        reached,
    )


@given(
    roster=st.integers(0, 500), done=st.integers(0, 500), percent=st.integers(1, 100),
    days=st.integers(1, 400),
)  # fmt: skip
def test_the_pace_that_is_asked_for_reaches_the_goal_and_one_less_does_not(
    roster, done, percent, days
):
    found = numbers(
        roster=roster, done=min(done, roster), number=percent, day=END - timedelta(days=days)
    )
    weekly = found.needed_weekly
    assert weekly * days >= found.needed * 7
    assert weekly == 0 or (weekly - 1) * days < found.needed * 7
    assert found.target * 100 >= roster * percent > (found.target - 1) * 100


def test_the_share_of_nobody_is_unknown():
    assert numbers(roster=0, done=0).share is None
