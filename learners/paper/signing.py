"""The sign-in sheet of a session, laid on paper: a row a person, in the order of given names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from learners.paper import drawing, layout
from learners.paper.drawing import BOLD, ITALIC, Pen

_HEADINGS = ("TT", "Họ và tên", "Năm sinh", "Thôn, xóm", "Có mặt", "Muộn", "Vắng có phép", "Ký tên")
_RULE = "Đánh dấu ✗ vào một ô ở dòng của mỗi người. Dòng trống dành cho người đến thêm."
_SCAN = "Chụp thẳng cả trang, đủ bốn góc, nơi sáng, rồi gửi lên trang điểm danh."


@dataclass(frozen=True, slots=True)
class Person:
    """Who a row is for."""

    name: str
    birth_year: str
    hamlet: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on top of every page."""

    course: str
    training_class: str  # "Lớp 12, Tân Cương"
    session: str  # "Buổi 2"
    when: str
    place: str
    trainer: str
    code: str


def draw_sheet(heading: Heading, people: Sequence[Person]) -> bytes:
    """The sheet as a PDF; each page can be read back by itself, in any order."""
    with drawing.ONE_AT_A_TIME:
        pen = Pen(f"Tờ điểm danh, {heading.training_class}, {heading.session}")
        pages = layout.pages_for(len(people))
        for page in range(1, pages + 1):
            first = (page - 1) * layout.ROWS
            _draw_head(pen, heading, f"Trang {page}/{pages}")
            _draw_table(pen, first, people[first : first + layout.ROWS])
            for corner, (x, y) in layout.CORNERS.items():
                said = layout.say(layout.Corner(heading.code, page, corner))
                pen.mark(x, y, layout.MARK, said)
            pen.next_page()
        return pen.finish()


def _draw_head(pen: Pen, heading: Heading, page: str) -> None:
    middle = layout.WIDTH / 2
    pen.text(middle, 15, "TỜ ĐIỂM DANH", 18, font=BOLD, align="centre")
    room = layout.CORNERS[2][0] - layout.CORNERS[1][0] - layout.MARK - 10
    _centred(pen, 21.5, f"{heading.training_class} · {heading.session} · {heading.when}", 13, room)
    pen.fitted(10, 32.6, f"Khóa học: {heading.course}", 12.5, 190)
    pen.fitted(10, 37.6, f"Nơi học: {heading.place}", 12.5, 115)
    pen.fitted(128, 37.6, f"Giảng viên: {heading.trainer}", 12.5, 72)
    _draw_rule(pen)
    _centred(pen, 277, f"{page} · Mã tờ {heading.code}", 12, room)
    pen.text(middle, 283, _SCAN, 10.5, font=ITALIC, align="centre")


def _draw_rule(pen: Pen) -> None:
    """The rule, its cross drawn: few fonts have one."""
    before, after = _RULE.split("✗")
    pen.text(10, 43, before, 12, font=ITALIC)
    x = 10 + drawing.width(before, 12, ITALIC) + 0.6
    pen.line((x, 43.2), (x + 2.8, 40.4), 0.5)
    pen.line((x, 40.4), (x + 2.8, 43.2), 0.5)
    pen.text(x + 3.2, 43, after, 12, font=ITALIC)


def _draw_table(pen: Pen, first: int, people: Sequence[Person]) -> None:
    edges = layout.COLUMNS
    rows = [layout.TABLE_TOP, *(layout.row_top(row) for row in range(layout.ROWS + 1))]
    pen.grid(edges, rows, 0.2)
    for words, left, right in zip(_HEADINGS, edges[:-1], edges[1:], strict=True):
        _draw_heading(pen, words, left, right)
    for row in range(layout.ROWS):
        base = layout.row_top(row) + layout.ROW / 2 + 1.7
        pen.text((edges[0] + edges[1]) / 2, base, str(first + row + 1), 13, align="centre")
        if row < len(people):
            _draw_cell(pen, edges[1:3], base, people[row].name, 14.5)
            _draw_cell(pen, edges[2:4], base, people[row].birth_year, 13)
            _draw_cell(pen, edges[3:5], base, people[row].hamlet, 11.5)
        for x, y in layout.boxes_of(row):
            pen.box(x, y, (layout.BOX, layout.BOX), layout.BOX_LINE)


def _draw_cell(pen: Pen, edges: Sequence[float], base: float, words: str, size: float) -> None:
    """On one line if it fits, else on two smaller ones; what is longer still is shrunk."""
    left, room = edges[0] + 1.5, edges[1] - edges[0] - 3
    lines = [words]
    if drawing.width(words, size) > room:
        size *= 0.85
        lines = _halves(words, size) if drawing.width(words, size) > room else lines
    widest = max(drawing.width(line, size) for line in lines)
    size *= min(1, room / max(widest, 1))
    for number, line in enumerate(lines):
        lower = (number - (len(lines) - 1) / 2) * 4.6
        pen.text(left, base + lower, line, size)


def _halves(words: str, size: float) -> list[str]:
    """Broken at the space that leaves the longer half shortest: no number stands alone."""
    parts = words.split()
    broken = [[" ".join(parts[:at]), " ".join(parts[at:])] for at in range(1, len(parts))]
    longer = lambda halves: max(drawing.width(half, size) for half in halves)  # noqa: E731
    return min(broken, key=longer, default=[words])


def _draw_heading(pen: Pen, words: str, left: float, right: float) -> None:
    lines = drawing.lines_of(words, right - left - 1, 11, BOLD)
    first = (layout.TABLE_TOP + layout.ROWS_TOP) / 2 + 1.4 - (len(lines) - 1) * 2.1
    for number, line in enumerate(lines):
        pen.text((left + right) / 2, first + number * 4.2, line, 11, font=BOLD, align="centre")


def _centred(pen: Pen, y: float, words: str, size: float, room: float) -> None:
    wide = drawing.width(words, size)
    fitting = size if wide <= room else size * room / wide
    pen.text(layout.WIDTH / 2, y, words, fitting, align="centre")
