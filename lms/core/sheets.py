"""Tables out as XLSX, written row by row and safe against formulas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# What a workbook is called on the web.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is a formula to Excel, whatever it was meant to be (OWASP ASVS V1.2.10).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, headings, and rows of plain values."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_workbook(*sheets: Sheet) -> BytesIO:
    """The sheets as one XLSX file, headings bold and frozen."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        for number, heading in enumerate(sheet.headings):
            page.column_dimensions[chr(65 + number)].width = max(12, len(heading) + 4)
        page.append([_heading(page, heading) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([safe(value) for value in row])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def safe(value: object) -> object:
    """`value`, with text that Excel would run as a formula made plain text by an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def _heading(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=text)
    cell.font = Font(bold=True)
    return cell
