"""Numbers of papers: each series and year counts from 1, without a gap and without a double."""

from dataclasses import dataclass

from django.db import connection

from certificates.drawing.facts import Kind
from certificates.papers.models import NumberSeries

# Three papers, three series of numbers: hoàn thành, tham gia, giảng viên.
SERIES = {Kind.COMPLETION: "HT", Kind.ATTENDANCE: "TG", Kind.TRAINER: "GV"}


@dataclass(frozen=True, slots=True)
class Number:
    """One place in the register of papers."""

    series: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.serial:06d}"


def take(*, kind: Kind, year: int, many: int) -> list[Number]:
    """The next numbers of a series, in one go; inside the transaction that gives them to papers.

    Whoever takes some waits for whoever is taking some, so take them last. What is rolled back was
    never taken.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number that no paper holds would be a gap")
    series = SERIES[kind]
    NumberSeries.objects.get_or_create(series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(series=series, year=year)
    first = row.last + 1
    row.last += many
    row.save(update_fields=["last"])
    return [Number(series, year, serial) for serial in range(first, row.last + 1)]
