"""The rows of the published months as CSV and as JSON, written while they are read."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from learners.publishing.describing import COLUMNS
from learners.publishing.selectors import Row


def record(row: Row) -> dict[str, Any]:
    """A row by the columns of `describing.COLUMNS`."""
    values = (
        row.publication.day.isoformat(),
        row.publication.number,
        row.area.pk,
        str(row.area),
        row.indicator.code,
        row.shown.value,
        row.shown.low,
        row.shown.high,
        row.new,
        row.indicator.version_on(row.publication.day).number,
    )
    return dict(zip(COLUMNS, values, strict=True))


class _Line:
    """Gives back what a csv.writer writes."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know it; unknown is empty."""
    writer = csv.writer(_Line())
    yield "\ufeff".encode() + writer.writerow(COLUMNS).encode()
    for row in rows:
        yield writer.writerow(record(row).values()).encode()


def as_json(rows: Iterable[Row], head: dict[str, str]) -> Iterator[bytes]:
    """One object: what it is, and all rows."""
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    for place, row in enumerate(rows):
        mark = ",\n" if place else "\n"
        yield (mark + json.dumps(record(row), ensure_ascii=False)).encode()
    yield b"\n]}\n"
