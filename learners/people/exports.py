"""The register as a table that can be taken in again: the same headings, the same people.

Rows are read and written as they come, so that a large list takes no more memory than a small one.
"""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import IO

import xlsxwriter
from django.db.models import Exists, OuterRef

from learners.people.listing import Filters, register_rows
from learners.people.models import Consent, Learner
from learners.people.ordering import birth_words
from learners.people.selectors import commune_names
from lms.core.identity import show_phone
from lms.core.models import User
from lms.core.sheets import safe

HEADINGS = (
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số điện thoại",
    "Xã, phường",
    "Thôn, xóm",
    "Cơ quan, đơn vị",
)
_WIDTHS = (28, 14, 12, 16, 24, 24, 40)
_BATCH = 2_000
Row = tuple[str, ...]


def rows(*, user: User, filters: Filters) -> Iterator[Row]:
    """Everybody of the list as on screen, in register order; phones only of whoever agreed."""
    agreed = Consent.objects.filter(
        learner=OuterRef("pk"), purpose=Consent.Purpose.CONTACT, withdrawn_at__isnull=True
    )
    people = register_rows(user=user, filters=filters).annotate(may_call=Exists(agreed))
    communes = commune_names()
    sexes = dict(Learner.Sex.choices)
    for (
        name,
        year,
        month,
        day,
        sex,
        phone,
        commune,
        hamlet,
        organisation,
        may_call,
    ) in people.values_list(
        *("full_name", "birth_year", "birth_month", "birth_day", "sex", "phone"),
        *("commune_id", "hamlet", "organisation__name", "may_call"),
    ).iterator(chunk_size=_BATCH):
        yield (
            name,
            birth_words(year, month, day),
            sexes.get(sex, ""),
            show_phone(phone) if phone and may_call else "",
            communes[commune],
            hamlet,
            organisation or "",
        )


def as_csv(table: Iterator[Row], headings: Row = HEADINGS) -> Iterator[bytes]:
    """The table as CSV in pieces, with a mark by which Excel knows that it is UTF-8."""
    out = StringIO()
    write = csv.writer(out).writerow
    write(headings)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(table, start=1):
        write([safe(cell) for cell in row])
        if number % _BATCH == 0:
            yield _emptied(out)
    yield _emptied(out)


def as_xlsx(table: Iterator[Row], out: IO[bytes]) -> int:
    """Write the table as a workbook, row by row; returns how many people are in it.

    Every cell is text: nothing that somebody typed into a name is ever a formula.
    """
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    sheet = book.add_worksheet("Sổ học viên")
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


def file_name(day: date, ending: str) -> str:
    """What the file is called; without the place, which the sheet says."""
    return f"so-hoc-vien-{day:%Y-%m-%d}.{ending}"


def _emptied(out: StringIO) -> bytes:
    piece = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return piece
