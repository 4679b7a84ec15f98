"""A day counted beside one bare grouped join of people and enrolments."""

import statistics
import time
from datetime import date

from django.db import connection

from bench.config import SAMPLES
from learners.monitoring.indicators import all_indicators
from learners.monitoring.services import refresh_counts

_FLOOR = """
    SELECT p.commune_id, count(*)
    FROM learners_enrolment e JOIN learners_learner p ON p.id = e.learner_id
    GROUP BY p.commune_id
"""


def measure(day: date) -> tuple[float, float, float, list[str]]:
    """Ratio, milliseconds of ours and of the floor, and a line an indicator."""
    refresh_counts(day=day)  # warm, and written: from now on only what differs is
    pairs = []
    for turn in range(SAMPLES):
        sides = [_floor, lambda: _ours(day)]
        first, second = sides if turn % 2 == 0 else reversed(sides)
        a, b = first(), second()
        pairs.append((b, a) if turn % 2 == 0 else (a, b))
    ours, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / least for mine, least in pairs)
    return ratio, ours, floor, [_line(one.code, day) for one in all_indicators()]


def seconds(day: date, *, times: int) -> float:
    """Of counting a day that stands already; the median of so many."""
    refresh_counts(day=day)
    return statistics.median(_ours(day) for _ in range(times)) / 1_000


def _ours(day: date) -> float:
    begun = time.perf_counter()
    refresh_counts(day=day)
    return (time.perf_counter() - begun) * 1_000


def _floor() -> float:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR)
        cursor.fetchall()
    return (time.perf_counter() - begun) * 1_000


def _line(code: str, day: date) -> str:
    one = next(one for one in all_indicators() if one.code == code)
    begun = time.perf_counter()
    one.count_by_area(day)
    return f"  {code}: {(time.perf_counter() - begun) * 1_000:.0f} ms"
