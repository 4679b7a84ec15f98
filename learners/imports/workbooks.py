"""Workbooks (XLSX, XLS, XLSB, ODS): which sheet holds the list, and its cells as text.

Runs in the parser's process: the reader may panic, and holds a whole sheet in memory. Values only:
formulas and macros are never run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from learners.imports.headings import LOOKED_AT, find_headings
from learners.imports.kinds import Refused

MOST_COLUMNS = 200
_SHEETS_LOOKED_AT = 20
_BROKEN = (
    "Không mở được bảng tính này: tệp bị hỏng hoặc mới tải lên được một phần. "
    "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại."
)


@dataclass(slots=True)
class Book:
    """An open workbook, the sheet that was chosen, and the names of the others."""

    sheet: calamine.CalamineSheet
    name: str
    hidden: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)  # visible, passed over since they are empty


def open_book(source: Path) -> Book:
    """The first visible sheet with headings we know, else the first that holds anything.

    Raises Refused when the file cannot be opened or every visible sheet is blank.
    """
    try:
        book = calamine.load_workbook(str(source))
        return _choose(book)
    except calamine.PasswordError as locked:
        raise Refused("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from locked
    except (calamine.CalamineError, OSError, ValueError) as broken:
        raise Refused(_BROKEN) from broken


def _choose(book: calamine.CalamineWorkbook) -> Book:
    sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    seen = [s.name for s in sheets if s.visible == calamine.SheetVisibleEnum.Visible]
    hidden = [s.name for s in sheets if s.name not in seen]
    blank: list[str] = []
    first: calamine.CalamineSheet | None = None
    chosen: calamine.CalamineSheet | None = None
    for name in seen[:_SHEETS_LOOKED_AT]:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            blank.append(name)
            continue
        first = first or sheet
        lines = [cells for cells in islice(rows_of(sheet), 200) if any(cells)][:LOOKED_AT]
        if find_headings(lines):
            chosen = sheet
            break
    chosen = chosen or first
    if chosen is None:
        also = f" Trang ẩn không được đọc: {', '.join(hidden[:5])}." if hidden else ""
        raise Refused(f"Bảng tính không có dữ liệu ở trang nào.{also} Hãy kiểm tra lại tệp.")
    others = [name for name in seen if name not in (chosen.name, *blank)]
    return Book(chosen, chosen.name, hidden, others, blank)


def rows_of(sheet: calamine.CalamineSheet) -> Iterator[list[str]]:
    """The rows of a sheet from its first line on, as text."""
    end = sheet.end
    if end and end[1] >= MOST_COLUMNS:
        raise Refused(
            f"Trang “{sheet.name}” có {end[1] + 1} cột, quá {MOST_COLUMNS}. "
            "Hãy xóa các cột không cần ở bên phải rồi gửi lại."
        )
    for cells in sheet.iter_rows():
        yield [cell if type(cell) is str else as_text(cell) for cell in cells]


def as_text(value: object) -> str:
    """A cell as a person reads it: 1975 and not 1975.0, dates as 05/03/1975, a tick as x."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)
