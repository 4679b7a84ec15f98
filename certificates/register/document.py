"""The book on paper, laid out as a sổ cấp: by number, with a place to sign for each."""

from collections.abc import Sequence
from datetime import date

from certificates.register.exports import Row
from learners.paper import drawing
from learners.paper.decree import Column, Decree

_COLUMNS = (
    Column("TT", 9, "centre"),
    Column("Số giấy", 34, "centre"),
    Column("Họ và tên", 35),
    Column("Năm sinh", 13, "centre"),
    Column("Nội dung", 26),
    Column("Cấp ngày", 23, "centre"),
    Column("Ký nhận", 20),
)


def draw_book(*, rows: Sequence[Row], words: str, body: str, day: date) -> bytes:
    """Pages of the book as a PDF; `words` says which part it is, `body` whose."""
    with drawing.ONE_AT_A_TIME:
        sheet = Decree(f"Sổ cấp giấy: {words}")
        place = f"Thái Nguyên, ngày {day.day:02} tháng {_month(day)} năm {day.year}"
        sheet.heading(body=body, number="……/SC", place_and_day=place)
        sheet.title("SỔ CẤP GIẤY", words)
        table = [(str(n), *row[:5], _ended(row)) for n, row in enumerate(rows, start=1)]
        sheet.table(_COLUMNS, table)
        sheet.paragraph(f"Phần sổ này có {len(rows)} giấy.")
        return sheet.finish()


def _month(day: date) -> str:
    """With 0 before 1 and 2 only: Decree 30/2020/NĐ-CP, Appendix I, part I, section II, item 4."""
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def _ended(row: Row) -> str:
    """Whoever holds a paper signs for it; of one that has ended the book says so instead."""
    return "" if row[6] == "có hiệu lực" else row[6]
