"""The sheet of a month as an administrative document: Decree 30/2020/NĐ-CP, Appendix I.

Margins, places and sizes of letters are the Decree's; number, date and signatures stay empty, for
the office that issues it. The typeface has the widths of Times New Roman (`fonts/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence

from learners.paper import drawing
from learners.paper.drawing import BOLD, ITALIC, REGULAR, Pen
from learners.paper.month import Line, MonthSheet
from lms.core.numbers import show_number

LEFT, RIGHT, TOP, BOTTOM = 30.0, 190.0, 20.0, 275.0  # margins 30, 20, 20 and 22 mm
_BODY, _CELL = 13, 12
_LINE = 5.6  # millimetres between lines of a cell
_DOTS = "……"
# Headings and widths of the columns, in millimetres.
_TRAINER = (
    ("TT", 11),
    ("Lớp", 66),
    ("Buổi", 14),
    ("Ngày", 27),
    ("Số phút", 20),
    ("Người có mặt", 22),
)
_TEAM = (
    *(("TT", 11), ("Người giúp", 36), ("Lớp", 42), ("Buổi", 13), ("Ngày", 25)),
    *(("Số phút", 15), ("Người được giúp", 18)),
)
RULES = {
    "trainer": "Chỉ ghi buổi đã có người đến học. Người có mặt gồm người đến muộn, về sớm.",
    "team": (
        "Chỉ ghi buổi đã có người đến học. Số phút của một người trong một buổi không quá "
        "thời gian của buổi đó, dù giúp nhiều người."
    ),
}


def draw_month(sheet: MonthSheet) -> bytes:
    """The document as a PDF."""
    with drawing.ONE_AT_A_TIME:
        return _Document(sheet).draw()


class _Document:
    """One document while it is drawn: `y` is where the next line goes."""

    def __init__(self, sheet: MonthSheet) -> None:
        self._sheet = sheet
        self._pen = Pen(f"Bảng kê {sheet.month.words}, {sheet.name}")
        self._columns = _TRAINER if sheet.kind == "trainer" else _TEAM
        self._edges = [LEFT]
        for _, wide in self._columns:
            self._edges.append(self._edges[-1] + wide)
        self._page, self._y = 1, TOP

    def draw(self) -> bytes:
        """All pages."""
        self._heading()
        self._title()
        self._table()
        self._ending()
        self._pen.next_page()
        return self._pen.finish()

    def _heading(self) -> None:
        """Quốc hiệu and tiêu ngữ right, the issuing body left, number and date below them."""
        pen, place = self._pen, self._sheet.place
        left, right = LEFT + 31, RIGHT - 46
        body = str(place).upper() if place else _DOTS * 4
        pen.text(left, TOP + 4, "ỦY BAN NHÂN DÂN", 13, font=BOLD, align="centre")
        pen.text(left, TOP + 9.5, body, 13, font=BOLD, align="centre")
        half = drawing.width(body, 13, BOLD) / 4
        pen.line((left - half, TOP + 11.5), (left + half, TOP + 11.5), 0.2)
        state, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
        pen.text(right, TOP + 4, state, 12, font=BOLD, align="centre")
        pen.text(right, TOP + 9.5, motto, 13, font=BOLD, align="centre")
        half = drawing.width(motto, 13, BOLD) / 2
        pen.line((right - half, TOP + 11.5), (right + half, TOP + 11.5), 0.2)
        pen.text(left, TOP + 18.5, f"Số: {_DOTS}/BK-UBND", 13, align="centre")
        where = place.name if place else "Thái Nguyên"
        day = f"{where}, ngày {_DOTS} tháng {_DOTS} năm {self._sheet.month.shifted(1).year}"
        pen.text(right, TOP + 18.5, day, 13, font=ITALIC, align="centre")
        self._y = TOP + 32

    def _title(self) -> None:
        sheet, middle = self._sheet, (LEFT + RIGHT) / 2
        kind = "BUỔI DẠY" if sheet.kind == "trainer" else "BUỔI GIÚP HỌC"
        whose = f"Giảng viên: {sheet.name}" if sheet.kind == "trainer" else sheet.name
        self._pen.text(middle, self._y, f"BẢNG KÊ {kind}", 14, font=BOLD, align="centre")
        words = f"{sheet.month.words.capitalize()}, chương trình “Bình dân học AI”"
        self._pen.text(middle, self._y + 6.5, words, 14, font=BOLD, align="centre")
        half = drawing.width(words, 14, BOLD) / 5
        self._pen.line((middle - half, self._y + 8.7), (middle + half, self._y + 8.7), 0.2)
        self._y += 17
        self._paragraph(whose)
        self._paragraph(RULES[sheet.kind])

    def _paragraph(self, words: str) -> None:
        """A paragraph: first line in by 10 mm, 6 points of room after it."""
        lines = drawing.lines_of(words, RIGHT - LEFT - 10, _BODY)
        for number, line in enumerate(lines):
            self._pen.text(LEFT + (0 if number else 10), self._y, line, _BODY)
            self._y += 6.2
        self._y += 2.1

    def _table(self) -> None:
        self._row([words for words, _ in self._columns], BOLD, heading=True)
        for number, line in enumerate(self._sheet.lines, start=1):
            self._row(self._cells(number, line), REGULAR)
        sums = [show_number(self._sheet.minutes), show_number(self._sheet.people)]
        blank = [""] * (len(self._columns) - 4)
        total = f"Cộng: {show_number(self._sheet.sessions)} buổi"
        self._row(["", total, *blank, *sums], BOLD)
        self._y += 8

    def _cells(self, number: int, line: Line) -> list[str]:
        who = [line.who] if self._sheet.kind == "team" else []
        counts = [show_number(line.minutes), show_number(line.people)]
        day = f"{line.day:%d/%m/%Y}"
        return [str(number), *who, line.training_class, str(line.session), day, *counts]

    def _row(self, cells: Sequence[str], font: str, *, heading: bool = False) -> None:
        """A row of the table, as high as its fullest cell; a new page begins with the headings."""
        wrapped = [
            drawing.lines_of(words, right - left - 2.4, _CELL, font)
            for words, left, right in zip(cells, self._edges, self._edges[1:], strict=False)
        ]
        high = max(map(len, wrapped)) * _LINE + 2
        if self._y + high > BOTTOM:
            self._next_page()
            self._row([words for words, _ in self._columns], BOLD, heading=True)
        for column, lines in enumerate(wrapped):
            # A short heading stands in the middle; a number, beside the first line of its row.
            lower = (high - 2 - len(lines) * _LINE) / 2 if heading else 0
            self._cell(column, lines, font, centred=heading, lower=lower)
        self._pen.grid(self._edges, (self._y, self._y + high), 0.2)
        self._y += high

    def _cell(
        self, column: int, lines: Sequence[str], font: str, *, centred: bool, lower: float
    ) -> None:
        left, right = self._edges[column], self._edges[column + 1]
        count = column >= len(self._columns) - 2
        words = self._columns[column][0]
        centred = centred or words in ("TT", "Buổi", "Ngày")
        for number, line in enumerate(lines):
            base = self._y + 1 + lower + (number + 0.75) * _LINE
            if centred:
                self._pen.text((left + right) / 2, base, line, _CELL, font=font, align="centre")
            elif count:
                self._pen.text(right - 1.2, base, line, _CELL, font=font, align="right")
            else:
                self._pen.text(left + 1.2, base, line, _CELL, font=font)

    def _next_page(self) -> None:
        """The number of a page stands in the middle of its head, from the second on."""
        self._pen.next_page()
        self._page += 1
        self._pen.text(105, 14, str(self._page), 13, align="centre")
        self._y = TOP

    def _ending(self) -> None:
        """Whoever made it left, whoever answers for it right, and below to whom it goes."""
        if self._y + 62 > BOTTOM:
            self._next_page()
        pen, sheet = self._pen, self._sheet
        left, right, y = LEFT + 38, RIGHT - 40, self._y + 4
        maker = "GIẢNG VIÊN" if sheet.kind == "trainer" else "TỔ TRƯỞNG"
        pen.text(left, y, maker, 13, font=BOLD, align="centre")
        pen.text(right, y, "TM. ỦY BAN NHÂN DÂN", 13, font=BOLD, align="centre")
        pen.text(right, y + 5.8, "CHỦ TỊCH", 13, font=BOLD, align="centre")
        pen.text(left, y + 36, sheet.signer, 13, font=BOLD, align="centre")
        pen.text(LEFT, y + 44, "Nơi nhận:", 12, font=ITALIC)
        for number, whom in enumerate((f"- {_DOTS * 2};", "- Lưu: VT.")):
            pen.text(LEFT, y + 49 + number * 4.6, whom, 11)
