"""When a goal will be reached at the pace of lately, with an honest range. Pure.

The pace is measured in windows of four weeks over the last twelve: the fastest window gives the
earliest date, the slowest the latest. Where the slowest does not grow there is no latest date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW, REACH = 28, 84
# Further away than this nothing honest can be said.
_FARTHEST = 50 * 365  # days


@dataclass(frozen=True, slots=True)
class Arrival:
    """The earliest and the latest day of arrival; None: not to be said, or never at that pace."""

    earliest: date | None
    latest: date | None


def windows(values: Mapping[date, int], today: date) -> list[float]:
    """Growth a day in windows of four weeks of the last twelve; those with both ends counted."""
    found = []
    for back in range(0, REACH - WINDOW + 1, 7):
        end = today - timedelta(days=back)
        start = end - timedelta(days=WINDOW)
        if start in values and end in values:
            found.append((values[end] - values[start]) / WINDOW)
    return found


def arrival(*, missing: int, paces: list[float], today: date) -> Arrival | None:
    """The range of days on which `missing` more are there; None when nothing was measured."""
    if not paces or missing <= 0:
        return None
    return Arrival(_reached(missing, max(paces), today), _reached(missing, min(paces), today))


def _reached(missing: int, a_day: float, today: date) -> date | None:
    if a_day <= 0 or missing / a_day > _FARTHEST:
        return None
    return today + timedelta(days=-(-missing // a_day))
