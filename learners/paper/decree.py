"""A page as Decree 30/2020/NĐ-CP lays it out (Appendix I): for every document of an office.

Margins, places and sizes of letters are the Decree's. The typeface has the widths of Times New
Roman (`fonts/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from learners.paper import drawing
from learners.paper.drawing import BOLD, ITALIC, REGULAR, Pen

LEFT, RIGHT, TOP, BOTTOM = 30.0, 190.0, 20.0, 275.0  # margins 30, 20, 20 and 22 mm
DOTS = "……"
_BODY, _CELL = 13, 12
_INDENT = 10.0  # of the first line of a paragraph
_LINE = 5.6  # millimetres between lines of a cell
Side = Literal["words", "centre", "count"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, millimetres, and on which side its cells stand."""

    words: str
    wide: float
    side: Side = "words"


class Decree:
    """A document while it is drawn: `y` is where the next line goes."""

    def __init__(self, title: str) -> None:
        self.pen = Pen(title)
        self._page, self.y = 1, TOP

    def finish(self) -> bytes:
        """The document, once all of it was drawn."""
        self.pen.next_page()
        return self.pen.finish()

    def heading(self, *, body: str, number: str, place_and_day: str) -> None:
        """Quốc hiệu and tiêu ngữ right, the issuing body left, number and date below them."""
        pen, left, right = self.pen, LEFT + 31, RIGHT - 46
        pen.text(left, TOP + 4, "ỦY BAN NHÂN DÂN", 13, font=BOLD, align="centre")
        pen.text(left, TOP + 9.5, body, 13, font=BOLD, align="centre")
        self._rule(left, TOP + 11.5, drawing.width(body, 13, BOLD) / 2)
        state, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
        pen.text(right, TOP + 4, state, 12, font=BOLD, align="centre")
        pen.text(right, TOP + 9.5, motto, 13, font=BOLD, align="centre")
        self._rule(right, TOP + 11.5, drawing.width(motto, 13, BOLD))
        pen.text(left, TOP + 18.5, f"Số: {number}", 13, align="centre")
        pen.text(right, TOP + 18.5, place_and_day, 13, font=ITALIC, align="centre")
        self.y = TOP + 32

    def title(self, kind: str, words: str) -> None:
        """What kind of document it is, and of what."""
        middle = (LEFT + RIGHT) / 2
        self.pen.text(middle, self.y, kind, 14, font=BOLD, align="centre")
        self.pen.text(middle, self.y + 6.5, words, 14, font=BOLD, align="centre")
        self._rule(middle, self.y + 8.7, drawing.width(words, 14, BOLD) * 0.4)
        self.y += 17

    def _rule(self, middle: float, y: float, wide: float) -> None:
        self.pen.line((middle - wide / 2, y), (middle + wide / 2, y), 0.2)

    def paragraph(self, words: str, *, font: str = REGULAR, size: float = _BODY) -> None:
        """A paragraph, justified: first line in by 10 mm, 6 points of room after it."""
        lines = drawing.lines_of(words, RIGHT - LEFT, size, font, indent=_INDENT)
        for number, line in enumerate(lines):
            if self.y > BOTTOM:
                self.next_page()
            left = LEFT if number else LEFT + _INDENT
            if number < len(lines) - 1:
                self.pen.spread(left, self.y, line, size, RIGHT - left, font=font)
            else:  # the last line of a paragraph ends where its words end
                self.pen.text(left, self.y, line, size, font=font)
            self.y += 6.2
        self.y += 2.1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] | None = None,
    ) -> None:
        """A table, with a last line of sums where there is one."""
        edges = [LEFT]
        for column in columns:
            edges.append(edges[-1] + column.wide)
        headings = [column.words for column in columns]
        self._row(columns, edges, headings, BOLD, heading=True)
        for cells in rows:
            self._row(columns, edges, cells, REGULAR)
        if total:
            self._row(columns, edges, total, BOLD)
        self.y += 8

    def _row(
        self,
        columns: Sequence[Column],
        edges: Sequence[float],
        cells: Sequence[str],
        font: str,
        *,
        heading: bool = False,
    ) -> None:
        """A row, as high as its fullest cell; a new page begins with the headings."""
        wrapped = [
            drawing.lines_of(words, column.wide - 2.4, _CELL, font)
            for words, column in zip(cells, columns, strict=True)
        ]
        high = max(map(len, wrapped)) * _LINE + 2
        if self.y + high > BOTTOM:
            self.next_page()
            if not heading:
                headings = [column.words for column in columns]
                self._row(columns, edges, headings, BOLD, heading=True)
        for column, left, lines in zip(columns, edges, wrapped, strict=False):
            # A short heading stands in the middle; a number, beside the first line of its row.
            lower = (high - 2 - len(lines) * _LINE) / 2 if heading else 0
            self._cell(left, column.wide, "centre" if heading else column.side, lines, font, lower)
        self.pen.grid(edges, (self.y, self.y + high), 0.2)
        self.y += high

    def _cell(
        self, left: float, wide: float, side: Side, lines: Sequence[str], font: str, lower: float
    ) -> None:
        for number, line in enumerate(lines):
            base = self.y + 1 + lower + (number + 0.75) * _LINE
            if side == "centre":
                self.pen.text(left + wide / 2, base, line, _CELL, font=font, align="centre")
            elif side == "count":
                self.pen.text(left + wide - 1.2, base, line, _CELL, font=font, align="right")
            else:
                self.pen.text(left + 1.2, base, line, _CELL, font=font)

    def next_page(self) -> None:
        """The number of a page stands in the middle of its head, from the second on."""
        self.pen.next_page()
        self._page += 1
        self.pen.text(105, 14, str(self._page), 13, align="centre")
        self.y = TOP

    def signatures(self, *, maker: str, name: str, receivers: Sequence[str]) -> None:
        """Whoever made it left, whoever answers for it right, and below to whom it goes."""
        if self.y + 62 > BOTTOM:
            self.next_page()
        pen, left, right, y = self.pen, LEFT + 38, RIGHT - 40, self.y + 4
        pen.text(left, y, maker, 13, font=BOLD, align="centre")
        pen.text(right, y, "TM. ỦY BAN NHÂN DÂN", 13, font=BOLD, align="centre")
        pen.text(right, y + 5.8, "CHỦ TỊCH", 13, font=BOLD, align="centre")
        pen.text(left, y + 36, name, 13, font=BOLD, align="centre")
        pen.text(LEFT, y + 44, "Nơi nhận:", 12, font=ITALIC)
        for number, whom in enumerate([*receivers, "- Lưu: VT."]):
            pen.text(LEFT, y + 49 + number * 4.6, whom, 11)
        self.y = y + 49 + (len(receivers) + 1) * 4.6
