"""The clocks that the law sets for a request about one's own data. Pure: days in, days out.

Law 91/2025/QH15 art. 4 and Decree 356/2025/NĐ-CP art. 5: a reply within 2 working days; then, from
the receipt, 10 days to show, copy or correct, 15 to withdraw or restrict, 20 to delete; each
extended once, by as many days at the most, with a reason. The day of receipt is not counted (Civil
Code 2015 art. 147). A last day that falls on a holiday is not moved on: the clock never says that
there is more time than the decree gives.
"""

from collections.abc import Collection
from datetime import date, timedelta

REPLY_WORKING_DAYS = 2
# Days for doing it, and by how many at the most they are extended, once.
DAYS = {"copy": 10, "correct": 10, "withdraw": 15, "delete": 20}
LONGEST_EXTENSION = {"copy": 10, "correct": 10, "withdraw": 15, "delete": 20}
_SATURDAY = 5


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < _SATURDAY and day not in days_off


def after_working_days(start: date, count: int, days_off: Collection[date]) -> date:
    """The last of `count` working days after `start`, which itself is not counted."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, days_off)
    return day


def due_on(kind: str, received: date) -> date:
    """The day by which a request of `kind` must be done."""
    return received + timedelta(days=DAYS[kind])


def reply_due_on(kind: str, received: date, days_off: Collection[date]) -> date:
    """The day by which the person must be answered; over a long Tết no later than it is done."""
    answered = after_working_days(received, REPLY_WORKING_DAYS, days_off)
    return min(answered, due_on(kind, received))


def extended(kind: str, due: date, days: int) -> date:
    """The new last day; raises ValueError for more days than the decree allows, or none."""
    if not 1 <= days <= LONGEST_EXTENSION[kind]:
        raise ValueError(days)
    return due + timedelta(days=days)


def working_days_left(today: date, due: date, days_off: Collection[date]) -> int:
    """Working days after `today` up to `due`; below zero, those that have gone by since."""
    if due < today:
        return -working_days_left(due, today, days_off)
    days = (today + timedelta(days=n) for n in range(1, (due - today).days + 1))
    return sum(is_working_day(day, days_off) for day in days)


def say_left(today: date, due: date, days_off: Collection[date]) -> str:
    """How much time there is, in words for an officer."""
    left = working_days_left(today, due, days_off)
    if due < today:
        return f"quá hạn {-left} ngày làm việc" if left else "quá hạn"
    if left == 0:
        return "hạn là hôm nay" if due == today else "ngày làm việc cuối cùng"
    return f"còn {left} ngày làm việc"
