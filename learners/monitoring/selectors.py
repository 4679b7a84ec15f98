"""Reading the numbers. Everything shown, exported and drawn comes from `province`."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from learners.monitoring.indicators import BY_CODE, FOUR, PROFICIENT, Indicator
from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from lms.core.models import Area

PACE_DAYS = 28
TREND_DAYS = 84


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal beside what is counted toward it today."""

    goal: Goal
    indicator: Indicator
    value: int
    weekly: float | None
    today: date

    @property
    def share(self) -> float:
        """Reached part of the goal, 0 to 1 and beyond."""
        return self.value / self.goal.number

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return max(0, self.goal.number - self.value)

    @property
    def weekly_rounded(self) -> int | None:
        """New ones a week, whole."""
        return None if self.weekly is None else round(self.weekly)

    @property
    def weekly_fallen(self) -> int:
        """How many fewer a week, where the number falls."""
        return -(self.weekly_rounded or 0)

    @property
    def overdue(self) -> bool:
        """The deadline has passed and the goal is not reached."""
        return self.today > self.goal.deadline and self.missing > 0

    @property
    def needed_weekly(self) -> int | None:
        """How many a week would reach the goal in time; None when the deadline has passed."""
        days = (self.goal.deadline - self.today).days
        return -(-self.missing * 7 // days) if days > 0 else None


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune with the four numbers, its part of the goal, and its pace."""

    area: Area
    values: Mapping[str, int]
    target: int | None
    weekly: float | None

    @property
    def proficient(self) -> int:
        """The number the goal counts."""
        return self.values[PROFICIENT.code]

    @property
    def weekly_rounded(self) -> float | None:
        """New proficient people a week, to one digit behind the comma."""
        return None if self.weekly is None else round(self.weekly, 1)

    @property
    def share(self) -> float | None:
        """Reached part of the commune's target; None without a target."""
        return self.proficient / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class Province:
    """All that the province's page, its XLSX and its pictures show."""

    day: date
    counted_at: datetime | None
    totals: Mapping[str, int]
    goals: tuple[GoalState, ...]
    rows: tuple[CommuneRow, ...]
    balances: tuple[OpeningBalance, ...]


def last_count() -> tuple[date | None, datetime | None]:
    """The last day that was counted, and when: what every page says as "as of"."""
    last = CountedDay.objects.order_by("-day").values_list("day", "counted_at").first()
    return last or (None, None)


def version() -> str:
    """A mark of all that the province's page shows: another one as soon as any of it changes.

    Today is part of it (a deadline passes), and shares are only ever written anew.
    """
    seen = (
        timezone.localdate(),
        last_count(),
        list(Goal.objects.order_by("pk").values_list()),
        list(OpeningBalance.objects.order_by("pk").values_list()),
        GoalShare.objects.aggregate(Max("pk"), Sum("number")),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def totals_on(day: date) -> dict[str, int]:
    """Indicator code → value for the whole province at the end of `day`."""
    sums = DailyCount.objects.filter(day=day).values_list("indicator").annotate(Sum("value"))
    return dict.fromkeys(BY_CODE, 0) | dict(sums)


def province() -> Province:
    """The province as last counted; six queries whatever the number of people."""
    day, counted_at = last_count()
    day = day or timezone.localdate()
    now, before = _values(day), _values(day - timedelta(days=PACE_DAYS))
    totals = {code: sum(values[code] for values in now.values()) for code in BY_CODE}
    earlier = {code: sum(values[code] for values in before.values()) for code in BY_CODE}
    targets = dict(
        GoalShare.objects.filter(goal__indicator=PROFICIENT.code).values_list("area_id", "number")
    )
    rows = tuple(
        CommuneRow(
            area,
            now[area.pk],
            targets.get(area.pk),
            _weekly(now[area.pk], before, area.pk),
        )
        for area in Area.objects.communes()
    )
    goals = tuple(
        GoalState(
            goal,
            BY_CODE[goal.indicator],
            totals[goal.indicator],
            (totals[goal.indicator] - earlier[goal.indicator]) * 7 / PACE_DAYS if before else None,
            timezone.localdate(),
        )
        for goal in Goal.objects.order_by("number")
    )
    balances = tuple(OpeningBalance.objects.select_related("area"))
    return Province(day, counted_at, totals, goals, rows, balances)


def _values(day: date) -> dict[str, dict[str, int]]:
    """Area code → indicator code → value; empty when the day was never counted."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(BY_CODE, 0))
    for area, code, value in DailyCount.objects.filter(day=day).values_list(
        "area_id", "indicator", "value"
    ):
        found[area][code] = value
    return found


def _weekly(now: Mapping[str, int], before: dict[str, dict[str, int]], area: str) -> float | None:
    """New proficient people a week over the last four weeks; None without an earlier count."""
    if not before:
        return None
    return (now[PROFICIENT.code] - before[area][PROFICIENT.code]) * 7 / PACE_DAYS


def trend(*, day: date, indicator: Indicator, area: Area | None = None) -> list[tuple[date, int]]:
    """(day, value) for the last twelve weeks, one point a counted day, oldest first."""
    counts = DailyCount.objects.filter(
        indicator=indicator.code, day__gt=day - timedelta(days=TREND_DAYS), day__lte=day
    )
    if area:
        counts = counts.filter(area=area)
    return list(counts.order_by("day").values_list("day").annotate(Sum("value")))


def _by_value(indicator: Indicator) -> Callable[[CommuneRow], Any]:
    return lambda row: row.values[indicator.code]


# Columns the table can be ordered by: word in the address → key of a row; unknown stands lowest.
ORDERS: dict[str, Callable[[CommuneRow], Any]] = {
    "ten": lambda row: row.area.sort_key,
    **{indicator.code: _by_value(indicator) for indicator in FOUR},
    "chi-tieu": lambda row: -1 if row.target is None else row.target,
    "dat": lambda row: -1 if row.share is None else row.share,
    "nhip": lambda row: -1 if row.weekly is None else row.weekly,
}


def ordered(rows: tuple[CommuneRow, ...], order: str) -> list[CommuneRow]:
    """The rows by a key of ORDERS, with a leading "-" from high to low; ties by name."""
    by_name = sorted(rows, key=ORDERS["ten"])
    return sorted(by_name, key=ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))
