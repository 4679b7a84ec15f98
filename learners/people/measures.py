"""What the register says of somebody as a number: for rules that are data."""

from collections.abc import Sequence
from datetime import date

from learners.people.models import Learner
from lms.core.measuring import Measure


def _age(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """Full years on the last day; of a bare birth year the last day counts (31/12)."""
    known = Learner.objects.filter(pk__in=ids).values_list(
        "pk", "birth_year", "birth_month", "birth_day"
    )
    return {
        pk: end.year - year - ((end.month, end.day) < (month or 12, day or 31))
        for pk, year, month, day in known
    }


MEASURES = (Measure("age", "Tuổi", _age),)
