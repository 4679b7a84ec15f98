"""Reading what is published: the numbers of now, and the months as they were published.

Page, CSV and JSON are made of the same rows (`rows_of`), so they say the same to the last digit.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, groupby, pairwise

from django.db.models import Max, Min

from learners.monitoring.indicators import Indicator
from learners.monitoring.models import CountedDay, DailyCount
from learners.monitoring.selectors import last_count
from learners.publishing.chosen import BY_COMMUNE, OF_PROVINCE, PUBLISHED
from learners.publishing.models import DataLicence, Publication, PublishedCell
from learners.publishing.small_cells import Shown, add, new_since, show
from lms.core.merged import Mergers, all_mergers, merged_on, parts_of
from lms.core.models import PROVINCE_CODE, Area
from lms.core.places import all_titles, as_on

# From this day of the next month on, a month is published.
DUE_DAY = 2

# (indicator, area) → block.
Cells = dict[tuple[str, str], Shown]


@dataclass(frozen=True, slots=True)
class Row:
    """One published number: of a month, a place and an indicator, with what is new since before."""

    publication: Publication
    area: Area
    indicator: Indicator
    shown: Shown
    new: int | None


@dataclass(frozen=True, slots=True)
class Now:
    """The numbers as last counted, in blocks like all that is published."""

    counted_at: datetime | None
    numbers: tuple[tuple[Indicator, Shown | None], ...]


def now() -> Now:
    """The published indicators of the province as last counted; two queries."""
    day, counted_at = last_count()
    cells = cells_on(day) if day else None
    return Now(
        counted_at,
        tuple((one, total(cells, one) if cells is not None else None) for one in PUBLISHED),
    )


def cells_on(day: date) -> Cells:
    """All that may be published of a counted day, and nothing else of it."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    codes = {one.code for one in PUBLISHED}
    whole = {one.code for one in OF_PROVINCE}
    counted = DailyCount.objects.filter(day=day, indicator__in=codes)
    for code, area, value in counted.values_list("indicator", "area_id", "value"):
        if code in whole or area == PROVINCE_CODE:
            counts[code, PROVINCE_CODE] += value
        else:
            counts[code, area] += value
    divided, ended = {one.code for one in BY_COMMUNE}, merged_on(day)
    return {
        (code, area): show(value)
        for (code, area), value in counts.items()
        if not (code in divided and area == PROVINCE_CODE) and area not in ended
    }


def total(cells: Mapping[tuple[str, str], Shown], indicator: Indicator) -> Shown:
    """The province's number: worked out from what is shown of its parts."""
    return add(shown for (code, _), shown in cells.items() if code == indicator.code)


def digest(cells: Cells) -> str:
    """SHA-256 over the frozen cells: lines “indicator,area,low,high” in order, each ended by LF."""
    lines = sorted(
        f"{code},{area},{shown.low},{shown.high}\n" for (code, area), shown in cells.items()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def publications() -> list[Publication]:
    """Every publication and correction, the newest month and the newest correction first."""
    return list(Publication.objects.order_by("-day", "-number").select_related("published_by"))


def standing() -> list[Publication]:
    """What counts of each month, the newest month first: its last correction."""
    latest: dict[date, Publication] = {}
    for one in Publication.objects.order_by("-day", "-number"):
        latest.setdefault(one.day, one)
    return list(latest.values())


def cells_of(shown: Iterable[Publication]) -> dict[int, Cells]:
    """The cells of publications by their keys; one query."""
    found: dict[int, Cells] = {one.pk: {} for one in shown}
    for cell in PublishedCell.objects.filter(publication__in=list(found)):
        found[cell.publication_id][cell.indicator, cell.area_id] = cell.shown
    return found


def rows_of(months: Iterable[Publication], *, areas: Iterable[Area] | None = None) -> Iterator[Row]:
    """The rows of standing months, the newest first; each has the month before it behind it.

    What is new in the last of them is not known; what is new in a commune is so beside all that
    it is made of at the end of the month. A place is called as it was then. Three queries and one
    for the cells, read on while the rows are taken.
    """
    places = list(Area.objects.order_by("pk") if areas is None else areas)
    titles, mergers = all_titles(), all_mergers()
    read = _read(list(months), places, mergers)
    for (month, cells), (_, before) in pairwise(chain(read, [(None, {})])):
        if month:
            then = as_on(month.day, places, titles)
            yield from _rows(month, cells, _as_one(before, mergers.on(month.day)), then)


def _read(
    months: list[Publication], areas: list[Area], mergers: Mergers
) -> Iterator[tuple[Publication | None, Cells]]:
    by_key = {one.pk: one for one in months}
    cells = PublishedCell.objects.filter(publication__in=months)
    if all(area.pk != PROVINCE_CODE for area in areas):  # its numbers are totals of all
        merged = mergers.on(months[0].day) if months else {}
        parts = [part for area in areas for part in parts_of(area.pk, merged)]
        cells = cells.filter(area__in=parts)
    in_order = cells.order_by("-publication__day", "publication_id").iterator()
    for key, of_it in groupby(in_order, key=lambda cell: cell.publication_id):
        yield by_key[key], {(cell.indicator, cell.area_id): cell.shown for cell in of_it}


def _rows(month: Publication, cells: Cells, before: Cells, areas: list[Area]) -> Iterator[Row]:
    for area in areas:
        for indicator in PUBLISHED:
            shown = _number(cells, indicator, area)
            earlier = _number(before, indicator, area) if before else None
            if shown is not None:
                new = new_since(earlier, shown) if earlier else None
                yield Row(month, area, indicator, shown, new)


def _as_one(cells: Cells, merged: Mapping[str, str]) -> Cells:
    """Cells with those of communes that ended put together with the ones that go on."""
    parts: dict[tuple[str, str], list[Shown]] = defaultdict(list)
    for (code, area), shown in cells.items():
        parts[code, merged.get(area, area)].append(shown)
    return {key: add(of_it) if len(of_it) > 1 else of_it[0] for key, of_it in parts.items()}


def _number(cells: Cells, indicator: Indicator, area: Area) -> Shown | None:
    """What is shown of an indicator in a place; None where it is not divided so far."""
    if area.pk == PROVINCE_CODE:
        return total(cells, indicator)
    return cells.get((indicator.code, area.pk))


def by_area(rows: Iterable[Row]) -> list[tuple[Area, list[Row]]]:
    """Rows of one month, one list a place, in the order they came."""
    return [(area, list(of_it)) for area, of_it in groupby(rows, key=lambda row: row.area)]


def by_month(rows: Iterable[Row]) -> list[tuple[Publication, list[Row]]]:
    """Rows of one place, one list a month, in the order they came."""
    return [(one, list(of_it)) for one, of_it in groupby(rows, key=lambda row: row.publication)]


def months_due(today: date) -> list[date]:
    """Last days of months that are over, were counted in, and are not published; oldest first."""
    seen = CountedDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if seen["first"] is None:
        return []
    done = set(Publication.objects.values_list("day", flat=True))
    over = (today - timedelta(days=DUE_DAY - 1)).replace(day=1) - timedelta(days=1)
    days = []
    day = over
    while day >= seen["first"]:
        if day not in done:
            days.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return days[::-1]


def altered(found: Iterable[Publication]) -> list[Publication]:
    """Publications whose cells no longer give the digest they were published with: there is none
    unless somebody took the guards of the database away."""
    months = list(found)
    cells = cells_of(months)
    return [one for one in months if digest(cells[one.pk]) != one.sha256]


def licence() -> DataLicence | None:
    """The licence that was decided on last; None while it is only proposed."""
    return DataLicence.objects.first()


def fingerprint() -> str:
    """Another one as soon as anything of the open data changes; two small queries."""
    published = Publication.objects.aggregate(Max("pk"))["pk__max"]
    decided = DataLicence.objects.aggregate(Max("pk"))["pk__max"]
    return f"{published or 0}-{decided or 0}"


def changed_at() -> datetime | None:
    """When something was last published."""
    found: datetime | None = Publication.objects.aggregate(Max("published_at"))["published_at__max"]
    return found
