"""How many people a number is measured against: figures of others, each with its source and day.

What a commune has no figure for is said and counted as unknown: a total over the others alone would
look like the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from lms.core.figures import newest
from lms.core.models import PROVINCE_CODE, Area, AreaFigure


@dataclass(frozen=True, slots=True)
class Denominator:
    """A figure of one commune, or of all that have one; `value` None: nobody has one."""

    kind: str
    value: int | None
    sources: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    places: int = 1
    unknown: int = 0

    @property
    def name(self) -> str:
        """What is counted."""
        return str(AreaFigure.Kind(self.kind).label).capitalize()

    @property
    def of_age(self) -> bool:
        """Whether the proficient are measured against it: they are of working age."""
        return self.kind == AreaFigure.Kind.WORKING_AGE

    @property
    def is_whole(self) -> bool:
        """Every place it speaks of is known."""
        return self.value is not None and not self.unknown

    @property
    def known(self) -> int:
        """How many places have a figure."""
        return self.places - self.unknown

    def share_of(self, people: int) -> float | None:
        """Which part `people` are of it, 0 to 1; None while some of it is unknown."""
        return people / self.value if self.is_whole and self.value else None


def of_commune(area: Area) -> list[Denominator]:
    """The newest figure of each kind, unknown ones too; two queries."""
    known = newest(timezone.localdate())
    return [_one(kind, figures.get(area.pk)) for kind, figures in known.items()]


def of_province(*, communes: int) -> list[Denominator]:
    """The newest figures of all communes added up, and how many have none; two queries."""
    known = newest(timezone.localdate())
    for figures in known.values():
        figures.pop(PROVINCE_CODE, None)
    return [_all(kind, rows.values(), communes) for kind, rows in known.items()]


def mark() -> list[tuple[object, ...]]:
    """What changes as soon as a figure does, for whoever keeps a drawn page; one query."""
    rows = AreaFigure.objects.order_by("kind", "source").values_list("kind", "source")
    return list(rows.annotate(Count("pk"), Sum("value"), Min("as_of"), Max("as_of")))


def _one(kind: str, figure: AreaFigure | None) -> Denominator:
    if figure is None:
        return Denominator(kind, None, unknown=1)
    return Denominator(kind, figure.value, (figure.source,), figure.as_of, figure.as_of)


def _all(kind: str, figures: Iterable[AreaFigure], communes: int) -> Denominator:
    rows = list(figures)
    days = [one.as_of for one in rows]
    return Denominator(
        kind,
        sum(one.value for one in rows) if rows else None,
        tuple(sorted({one.source for one in rows})),
        min(days, default=None),
        max(days, default=None),
        communes,
        communes - len(rows),
    )
