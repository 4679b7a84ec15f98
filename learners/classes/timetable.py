"""When a class meets: its days from a first day and the days of the week. Pure: no clock."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

# As `date.weekday` counts them.
WEEKDAYS = (
    (0, "Thứ hai"),
    (1, "Thứ ba"),
    (2, "Thứ tư"),
    (3, "Thứ năm"),
    (4, "Thứ sáu"),
    (5, "Thứ bảy"),
    (6, "Chủ nhật"),
)


def days_of_class(first: date, weekdays: Collection[int], count: int) -> list[date]:
    """The days of `count` sessions: the first day, then every one of `weekdays` after it.

    Without weekdays the class meets every week on the weekday of its first day. The first day is
    always one: it is what was promised.
    """
    chosen = set(weekdays) or {first.weekday()}
    later = _from(first + timedelta(days=1), chosen)
    return [first, *(next(later) for _ in range(count - 1))]


def moved_days(days: Collection[date], first: date) -> list[date]:
    """The same days with the same gaps, so that the earliest of them falls on `first`."""
    start = min(days)
    return [first + (day - start) for day in sorted(days)]


def next_same_weekday(day: date, today: date) -> date:
    """The first day from tomorrow on that falls on the weekday of `day`."""
    return next(_from(today + timedelta(days=1), {day.weekday()}))


def _from(day: date, weekdays: Collection[int]) -> Iterator[date]:
    while True:
        if day.weekday() in weekdays:
            yield day
        day += timedelta(days=1)
