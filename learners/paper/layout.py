"""Where everything stands on a sign-in sheet: drawn from these numbers, and read back by them.

Millimetres from the upper left corner of an A4 page. What was printed must be readable for years:
whoever changes a number here gives the sheets a new `PREFIX` and keeps the old places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 210.0, 297.0
# The corner marks: QR symbols of 21 modules that say which sheet, page and corner it is.
PREFIX = "TDD"
MARK = 18.0
MARK_FROM_EDGE = 8.0
_FAR_X, _FAR_Y = WIDTH - MARK_FROM_EDGE - MARK, HEIGHT - MARK_FROM_EDGE - MARK
# Upper left point of the mark of each corner: 1 upper left, 2 upper right, 3 lower right, 4.
CORNERS = {
    1: (MARK_FROM_EDGE, MARK_FROM_EDGE),
    2: (_FAR_X, MARK_FROM_EDGE),
    3: (_FAR_X, _FAR_Y),
    4: (MARK_FROM_EDGE, _FAR_Y),
}

TABLE_TOP, ROWS_TOP = 45.0, 55.0
ROW = 11.8  # high enough for a hand that shakes
ROWS = 18
# Left edges of the columns, and the right edge of the last: number, name, year, hamlet, the three
# boxes, signature.
COLUMNS = (10.0, 20.0, 76.0, 91.0, 118.0, 134.0, 150.0, 166.0, 200.0)
BOX = 8.0
BOX_LINE = 0.5
# What the boxes of a row say, from left to right (`attendance.models.Presence`).
BOXES = ("present", "late", "excused")
SCALE = 6.0  # pixels of a straightened page to a millimetre
SPARE = 3  # empty rows at least, for people who come unannounced

_CODE = re.compile(rf"{PREFIX}([0-9A-Z]{{7}})([0-9]{{3}})([1-4])")


@dataclass(frozen=True, slots=True)
class Corner:
    """What a corner mark says."""

    code: str
    page: int  # from 1
    corner: int


def say(corner: Corner) -> str:
    """The text of a corner mark: 14 letters and digits, what the smallest symbol holds."""
    return f"{PREFIX}{corner.code}{corner.page:03}{corner.corner}"


def parse(text: str) -> Corner | None:
    """What the text of a symbol says; None when it is none of ours."""
    found = _CODE.fullmatch(text)
    return Corner(found[1], int(found[2]), int(found[3])) if found else None


def pages_for(people: int) -> int:
    """How many pages hold that many people and the empty rows."""
    return -(-(people + SPARE) // ROWS)


def row_top(row: int) -> float:
    """The upper edge of a row, from 0."""
    return ROWS_TOP + row * ROW


def boxes_of(row: int) -> Iterator[tuple[float, float]]:
    """The upper left point of each box of a row."""
    top = row_top(row) + (ROW - BOX) / 2
    for left, right in pairwise(COLUMNS[4:8]):
        yield (left + right - BOX) / 2, top


def row_pieces(row: int) -> list[tuple[int, int, int, int]]:
    """Who, and what they marked: two pieces of a row of the straightened page, equally wide.

    Left, upper, right and lower edge in pixels, a little beyond the row.
    """
    top = round((row_top(row) - 2) * SCALE)
    wide, high = round((COLUMNS[8] - COLUMNS[4] + 4) * SCALE), round((ROW + 4) * SCALE)
    lefts = [round((left - 2) * SCALE) for left in (COLUMNS[0], COLUMNS[4])]
    return [(left, top, left + wide, top + high) for left in lefts]
