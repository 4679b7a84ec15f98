"""The book as a table: CSV and XLSX, the same lines as on its pages, oldest first."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from certificates.register.listing import Filters, Seen, book_rows
from learners.people.selectors import commune_names
from lms.core.holdings import say_day
from lms.core.models import User
from lms.core.sheets import safe

HEADINGS = (
    *("Số", "Họ và tên", "Năm sinh", "Nội dung", "Cấp ngày"),
    *("Có hạn đến hết ngày", "Tình trạng", "Xã, phường"),
)
_WIDTHS = (18, 30, 10, 40, 12, 18, 20, 24)
_BATCH = 2_000
Row = tuple[str, ...]


def lines(*, user: User, filters: Filters) -> Iterator[Row]:
    """Every line as text, read as it is written."""
    names, today = commune_names(), timezone.localdate()
    found: Any = book_rows(user=user, filters=filters)
    for row in map(Seen._make, found.iterator(chunk_size=_BATCH)):
        yield (
            row.number,
            row.name,
            str(row.birth_year or ""),
            row.about,
            say_day(row.issued_at),
            say_day(row.expires_on),
            str(row.state_on(today).label),
            names.get(row.commune_id, ""),
        )


def as_csv(table: Iterable[Row]) -> Iterator[bytes]:
    """The table as CSV in pieces, with a mark by which Excel knows that it is UTF-8."""
    out = StringIO()
    write = csv.writer(out).writerow
    write(HEADINGS)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(table, start=1):
        write([safe(cell) for cell in row])
        if number % _BATCH == 0:
            yield _emptied(out)
    yield _emptied(out)


def as_xlsx(table: Iterable[Row], out: IO[bytes]) -> int:
    """Write the table as a workbook, row by row; returns how many papers are in it."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("Sổ cấp giấy")
    bold = book.add_format({"bold": True})
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(table, start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(count, column, str(safe(cell)))
    book.close()
    return count


def _emptied(out: StringIO) -> bytes:
    piece = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return piece
