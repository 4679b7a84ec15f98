"""When people are reminded of a deadline. Pure: days in, steps out.

A step is a number of days before the deadline; one that is negative falls after it, and goes to the
officer who answers for the campaign alone.
"""

from collections.abc import Iterable
from datetime import date, timedelta

# A month to find time for a course, two weeks to begin, a week to finish, a last evening; and the
# day after, for whoever answers for it.
LADDER = (30, 14, 7, 1, -1)
EARLIEST = 120
MOST_STEPS = 8


def step_of(day: date, *, deadline: date, opened: date, steps: Iterable[int]) -> int | None:
    """The step whose turn it is on `day`: of those that have come, the last; None before the first.

    One that came before the campaign was opened is past. After a few days without a worker only
    the last step is made up for: nobody gets three reminders in one morning.
    """
    come = [
        step
        for step in steps
        if opened <= deadline - timedelta(days=step) <= day and (step < 0) == (day > deadline)
    ]
    return min(come, default=None)


def days_of(steps: Iterable[int], deadline: date) -> list[tuple[int, date]]:
    """Each step with its day, the first one first."""
    return [(step, deadline - timedelta(days=step)) for step in sorted(steps, reverse=True)]
