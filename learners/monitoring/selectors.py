"""Reading the numbers. Everything shown, exported and drawn comes from `province`."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, Sum
from django.utils import timezone

from learners.monitoring import balances, denominators, missed
from learners.monitoring.arrival import REACH, Arrival, arrival, windows
from learners.monitoring.balances import Band
from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import FOUR, PROFICIENT, all_indicators, by_code
from learners.monitoring.models import (
    CarriedPerson,
    CountedDay,
    DailyCount,
    Goal,
    GoalShare,
    OpeningBalance,
    Proof,
)
from learners.monitoring.workplaces import reached_by
from lms.core.access import scope_of
from lms.core.forms import day_of
from lms.core.merged import merged_on, parts_of, together
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.numbers import tenths

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
    arrival: Arrival | None

    @property
    def counts_at(self) -> Organisation | None:
        """Where its people are counted since its organisation was merged: no more toward this."""
        return self.goal.organisation and self.goal.organisation.successor

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
        return None if self.weekly is None else tenths(self.weekly) / 10

    @property
    def gained(self) -> int | None:
        """How many proficient people more than four weeks ago; None without a count of then."""
        return None if self.weekly is None else round(self.weekly * PACE_DAYS / 7)

    @property
    def lost(self) -> int:
        """How many fewer than four weeks ago, where the number fell."""
        return -(self.gained or 0)

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
    bands: tuple[Band, ...]

    @property
    def whole(self) -> GoalState | None:
        """Where the province stands toward the goal in force that its communes share."""
        goal = in_force(state.goal for state in self.goals).get(PROFICIENT.code)
        return next((state for state in self.goals if state.goal == goal), None)

    @property
    def shared_goal(self) -> Goal | None:
        """The goal whose parts are the communes' targets."""
        return self.whole.goal if self.whole else None


def in_force(goals: Iterable[Goal]) -> dict[str, Goal]:
    """Indicator → the goal of the province that is worked for: of several the latest deadline.

    Pages, alerts and returns all ask here, so that they never speak of different goals.
    """
    of_province = (goal for goal in goals if goal.area_id == PROVINCE_CODE)
    return {goal.indicator: goal for goal in sorted(of_province, key=lambda one: one.deadline)}


def shares_in_force(*, area: Area, day: date) -> dict[str, GoalShare]:
    """Indicator → the part of an area in the goal in force, where it was divided; three queries.

    With the parts of what was merged into it by `day`: decided before, reached together.
    """
    goals = in_force(Goal.objects.filter(area=PROVINCE_CODE)).values()
    parts = parts_of(area.pk, merged_on(day))
    shares = GoalShare.objects.filter(area__in=parts, goal__in=list(goals)).select_related("goal")
    found: dict[str, GoalShare] = {}
    for share in shares.order_by("goal__number", "goal_id"):
        before = found.get(share.goal.indicator)
        number = share.number + (before.number if before else 0)
        found[share.goal.indicator] = GoalShare(goal=share.goal, area=area, number=number)
    return found


def last_count() -> tuple[date | None, datetime | None]:
    """The last day that was counted, and when: what every page says as "as of"."""
    last = CountedDay.objects.order_by("-day").values_list("day", "counted_at").first()
    return last or (None, None)


def shown_day() -> date:
    """The day whose numbers pages show: the last that was counted."""
    return last_count()[0] or timezone.localdate()


def version() -> str:
    """A mark of all that the province's page shows: another one as soon as any of it changes.

    Today is part of it (a deadline passes), and shares are only ever written anew.
    """
    counted = missed.lately()
    seen = (
        timezone.localdate(),
        counted,
        missed.missing_of(counted, now=timezone.now()),
        list(Goal.objects.order_by("pk").values_list()),
        list(OpeningBalance.objects.order_by("pk").values_list()),
        GoalShare.objects.aggregate(Max("pk"), Sum("number")),
        CarriedPerson.objects.aggregate(Max("pk")),
        Proof.objects.exclude(differences=[], explained=[]).aggregate(Max("pk")),
        denominators.mark(),
        list(Area.objects.filter(successor__isnull=False).order_by("pk").values_list()),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _nothing() -> dict[str, int]:
    """Indicator code → 0."""
    return dict.fromkeys((one.code for one in all_indicators()), 0)


def totals_on(day: date) -> dict[str, int]:
    """Indicator code → value for the whole province at the end of `day`."""
    sums = DailyCount.objects.filter(day=day).values_list("indicator").annotate(Sum("value"))
    return _nothing() | dict(sums)


def province() -> Province:
    """The province as last counted; ten queries whatever the number of people.

    Its communes are those of that day, and of four weeks before what they are made of today.
    """
    day, counted_at = last_count()
    day = day or timezone.localdate()
    merged = merged_on(day)
    now, before = _values(day, merged), _values(day - timedelta(days=PACE_DAYS), merged)
    totals = {code: sum(values[code] for values in now.values()) for code in _nothing()}
    earlier = {code: sum(values[code] for values in before.values()) for code in _nothing()}
    goals = tuple(goal_states(day=day, totals=totals, earlier=earlier if before else None))
    shared = in_force(state.goal for state in goals).get(PROFICIENT.code)
    shares = dict(GoalShare.objects.filter(goal=shared).values_list("area_id", "number"))
    targets = together(shares, merged)
    rows = tuple(
        CommuneRow(
            area,
            now[area.pk],
            targets.get(area.pk),
            _weekly(now[area.pk], before, area.pk),
        )
        for area in Area.objects.communes(day)
    )
    return Province(day, counted_at, totals, goals, rows, tuple(balances.bands()))


def goal_states(
    *, day: date, totals: Mapping[str, int], earlier: Mapping[str, int] | None
) -> list[GoalState]:
    """The province's goals beside what was counted on `day` and four weeks before; two queries."""
    goals = list(Goal.objects.filter(area=PROVINCE_CODE).order_by("number", "deadline"))
    history: dict[str, dict[date, int]] = defaultdict(dict)
    counts = DailyCount.objects.filter(
        day__gt=day - timedelta(days=REACH + 1),
        day__lte=day,
        indicator__in={goal.indicator for goal in goals},
    )
    for code, then, value in (
        counts.order_by().values_list("indicator", "day").annotate(Sum("value"))
    ):
        history[code][then] = value
    return [_goal_state(goal, day, totals, earlier, history[goal.indicator]) for goal in goals]


def _goal_state(
    goal: Goal,
    day: date,
    totals: Mapping[str, int],
    earlier: Mapping[str, int] | None,
    history: Mapping[date, int],
) -> GoalState:
    value = totals[goal.indicator]
    return GoalState(
        goal=goal,
        indicator=by_code(goal.indicator),
        value=value,
        weekly=(value - earlier[goal.indicator]) * 7 / PACE_DAYS if earlier else None,
        today=timezone.localdate(),
        arrival=arrival(missing=goal.number - value, paces=windows(history, day), today=day),
    )


def _values(day: date, merged: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Area code → indicator code → value; empty when the day was never counted."""
    found: dict[str, dict[str, int]] = defaultdict(_nothing)
    for area, code, value in DailyCount.objects.filter(day=day).values_list(
        "area_id", "indicator", "value"
    ):
        here = found[merged.get(area, area)]
        here[code] = here.get(code, 0) + value
    return found


def _weekly(now: Mapping[str, int], before: dict[str, dict[str, int]], area: str) -> float | None:
    """New proficient people a week over the last four weeks; None without an earlier count."""
    if not before:
        return None
    return (now[PROFICIENT.code] - before[area][PROFICIENT.code]) * 7 / PACE_DAYS


def trend(*, day: date, indicator: Indicator, area: Area | None = None) -> list[tuple[date, int]]:
    """(day, value) for the last twelve weeks, one point a counted day, oldest first.

    Of a commune with all that it is made of on `day`, before they were one as well.
    """
    counts = DailyCount.objects.filter(
        indicator=indicator.code, day__gt=day - timedelta(days=TREND_DAYS), day__lte=day
    )
    if area:
        counts = counts.filter(area__in=parts_of(area.pk, merged_on(day)))
    return list(counts.order_by("day").values_list("day").annotate(Sum("value")))


def past(*, area: Area, day: date) -> list[tuple[Indicator, list[int | None]]]:
    """The four numbers of a commune now, four, and twelve weeks ago; None: not counted then."""
    then = [day - timedelta(days=back) for back in (0, PACE_DAYS, TREND_DAYS)]
    parts = parts_of(area.pk, merged_on(day))
    counts = DailyCount.objects.filter(area__in=parts, day__in=then).order_by()
    rows = counts.values_list("indicator", "day").annotate(Sum("value"))
    found = {(code, at): value for code, at, value in rows}
    return [(one, [found.get((one.code, at)) for at in then]) for one in FOUR]


def values_of(*, area: Area, day: date) -> Mapping[str, int]:
    """Indicator code → value of one area at the end of `day`."""
    counts = DailyCount.objects.filter(area=area, day=day)
    return _nothing() | dict(counts.values_list("indicator", "value"))


def day_asked(word: str) -> date:
    """The day of an address, or that of the last count."""
    return day_of(word) or shown_day()


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


def order_of(word: str) -> str:
    """The key of ORDERS that an address asks for; by name where it asks for none."""
    return word if word.removeprefix("-") in ORDERS else "ten"


def ordered(rows: tuple[CommuneRow, ...], order: str) -> list[CommuneRow]:
    """The rows by a key of ORDERS, with a leading "-" from high to low; ties by name."""
    by_name = sorted(rows, key=ORDERS["ten"])
    return sorted(by_name, key=ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))


def all_goal_states(user: User) -> list[GoalState]:
    """Every goal beside what was last counted there: of the province and communes for everyone.

    Those of organisations only for who watches over them: few people, and all of one house. Their
    pace is not known, since of a workplace no days are kept.
    """
    day, scope = shown_day(), scope_of(user)
    goals = Goal.objects.select_related("area", "organisation__area", "organisation__successor")
    if not scope.whole_province:
        goals = goals.filter(Q(organisation__isnull=True) | Q(organisation__in=scope.organisations))
    goals = goals.order_by("deadline", "-number", "id")
    merged = merged_on(day)
    now, before = _values(day, merged), _values(day - timedelta(days=PACE_DAYS), merged)
    of_organisations = reached_by(goals, day)
    found = []
    for goal in goals:
        if goal.pk in of_organisations:
            mine, earlier = of_organisations[goal.pk], None
        elif goal.area and not goal.area.exists_on(day):  # where it stood on its last day
            last = values_of(area=goal.area, day=goal.area.ended_on or day)
            mine, earlier = last[goal.indicator], None
        else:
            mine = _of(now, goal)
            earlier = {goal.indicator: _of(before, goal)} if before else None
        found.append(_goal_state(goal, day, {goal.indicator: mine}, earlier, {}))
    return found


def _of(values: Mapping[str, Mapping[str, int]], goal: Goal) -> int:
    """What is counted toward a goal in its place."""
    if goal.area_id == PROVINCE_CODE:
        return sum(by_indicator[goal.indicator] for by_indicator in values.values())
    return values.get(str(goal.area_id), _nothing())[goal.indicator]
