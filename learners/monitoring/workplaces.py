"""What is counted toward goals of organisations: their people, and those of units under them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from learners.monitoring.indicators import by_code
from learners.monitoring.models import Goal
from lms.core.models import Organisation


def reached_by(goals: Iterable[Goal], day: date) -> dict[int, int]:
    """Goal → what its organisation has; a query for the tree, and one an indicator.

    Somebody works in one place, so that a sum over units counts nobody twice.
    """
    asked = [goal for goal in goals if goal.organisation_id]
    if not asked:
        return {}
    above = dict(Organisation.objects.values_list("pk", "parent_id"))
    wanted = {goal.organisation_id for goal in asked if goal.organisation_id}
    places = {unit: up for unit in above if (up := wanted & _upwards(unit, above))}
    found: dict[tuple[str, int], int] = defaultdict(int)
    for code in {goal.indicator for goal in asked}:
        for unit, value in by_code(code).count_by_organisation(day, places).items():
            for over in places[unit]:
                found[code, over] += value
    return {goal.pk: found[goal.indicator, goal.organisation_id or 0] for goal in asked}


def _upwards(unit: int, above: Mapping[int, int | None]) -> set[int]:
    """A unit and all that it belongs to."""
    seen: set[int] = set()
    at: int | None = unit
    while at and at not in seen:
        seen.add(at)
        at = above.get(at)
    return seen
