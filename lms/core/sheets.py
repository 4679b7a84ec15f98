"""Tables out as XLSX and CSV, written row by row and safe against formulas.

Rows are taken as they come and never kept: a long table takes no more memory than a short one.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain, islice
from operator import itemgetter
from typing import IO, Any

import xlsxwriter

# What the two kinds of file are called on the web.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# A cell that begins so is a formula to Excel, whatever it was meant to be (OWASP ASVS V1.2.10).
_FORMULA_STARTS = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
# What Excel takes: rows of a sheet with its headings, and characters of a cell.
MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_BATCH = 2_000
_FIRST = itemgetter(slice(1))  # letter of a text
# Every text stays a text, and a number that cannot be is no broken file.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "default_date_format": "dd/mm/yyyy",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, headings, and rows of plain values; the rows may be read only once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_workbook(*sheets: Sheet) -> BytesIO:
    """The sheets as one XLSX file in memory: for short ones."""
    out = BytesIO()
    write_xlsx(out, sheets)
    out.seek(0)
    return out


def write_xlsx(out: IO[bytes], sheets: Iterable[Sheet], *, most: int = MOST_ROWS) -> None:
    """The sheets as one XLSX file, headings bold and frozen.

    What no sheet can hold, `most` lines, goes on in another one, “Sổ học viên 2”.
    """
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            rows, number = iter(sheet.rows), 1
            first: Iterable[Sequence[object]] | None = ()
            while first is not None:
                title = sheet.title if number == 1 else f"{sheet.title} {number}"
                page = _begin(book.add_worksheet(title), sheet, bold)
                _fill(page, islice(chain(first, rows), most - 1))
                more = next(rows, None)
                first, number = None if more is None else (more,), number + 1


def as_csv(sheet: Sheet) -> Iterator[bytes]:
    """The sheet as CSV in pieces, with a mark by which Excel knows that it is UTF-8."""
    out, rows = StringIO(), iter(sheet.rows)
    writer = csv.writer(out)
    writer.writerow(sheet.headings)
    yield b"\xef\xbb\xbf"
    while batch := list(islice(rows, _BATCH)):
        if _all_plain(batch):
            for row in batch:
                if line := _joined(row):
                    out.write(line)
                else:
                    writer.writerow(row)
        else:
            writer.writerows([_plain(cell) for cell in row] for row in batch)
        yield _emptied(out)
    yield _emptied(out)


def _all_plain(rows: list[Sequence[Any]]) -> bool:
    """Whether every cell is text that no spreadsheet would run. There are millions of them."""
    try:
        return _FORMULA_STARTS.isdisjoint(map(_FIRST, chain.from_iterable(rows)))
    except TypeError:  # a number, a date, nothing
        return False


def _joined(row: Sequence[Any]) -> str:
    """A line of CSV, or "" when a cell needs quotes: csv looks at every letter, which is slow."""
    try:
        line = ",".join(row)
    except TypeError:
        return ""
    commas = len(row) - 1
    quotes = line.count(",") != commas or '"' in line or "\n" in line or "\r" in line or not line
    return "" if quotes else line + "\r\n"


def safe(value: object) -> object:
    """`value`, with text that Excel would run as a formula made plain text by an apostrophe."""
    if isinstance(value, str) and value[:1] in _FORMULA_STARTS:
        return "'" + value
    return value


def _begin(page: Any, sheet: Sheet, bold: Any) -> Any:
    widths = sheet.widths or [max(12, len(heading) + 4) for heading in sheet.headings]
    for column, (heading, width) in enumerate(zip(sheet.headings, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, heading, bold)
    page.freeze_panes(1, 0)
    return page


def _fill(page: Any, rows: Iterable[Sequence[object]]) -> None:
    text, number = page.write_string, page.write_number
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if type(cell) is str:
                if cell:
                    text(line, column, _text(cell))
            elif isinstance(cell, date):
                page.write_datetime(line, column, cell)
            elif isinstance(cell, str):
                text(line, column, _text(str(cell)))
            elif cell is not None:
                number(line, column, cell)


def _text(cell: str) -> str:
    return ("'" + cell if cell[0] in _FORMULA_STARTS else cell)[:_LONGEST_CELL] if cell else ""


def _plain(cell: object) -> object:
    if isinstance(cell, float | Decimal):
        return f"{cell:.16G}"  # the digits that a workbook has: 100, not 100.0
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else safe(cell)


def _emptied(out: StringIO) -> bytes:
    piece = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return piece
