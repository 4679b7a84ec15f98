"""A picture of a page into what its boxes say. Pure: pixels in, words out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from learners.paper import geometry, hands, layout
from learners.paper.geometry import Floats
from learners.paper.layout import BOX, ROW, SCALE
from learners.paper.marks import DOUBTFUL, EMPTY, MARKED, Row

NOT_A_SHEET = (
    "Không thấy mã ở góc tờ điểm danh trong ảnh này. Hãy chụp thẳng cả trang, đủ bốn góc, "
    "nơi sáng, rồi gửi lại."
)
SEVERAL_SHEETS = "Trong ảnh có nhiều hơn một trang. Hãy chụp từng trang một rồi gửi lại."
TORN = (
    "Chỉ thấy một góc của tờ điểm danh, phần còn lại bị che, rách hoặc ra ngoài ảnh. "
    "Hãy chụp lại cho đủ bốn góc."
)
BENT = "Tờ giấy bị cong hoặc gấp nhiều nên đọc không chắc. Hãy vuốt phẳng, chụp lại từ phía trên."

# Shares of the box's inside that are inked. A tick of a thin pen is a fifteenth of it.
_NOTHING, _A_MARK = 0.012, 0.05
_SPAN = 0.3  # of the box's side: what is smaller is a dot or dirt
_SEARCH = 2.5  # millimetres that a row may lie off, beyond the row beside it
_INSET = 1.1  # millimetres inside the box that its own line may reach, blurred
_FRAME_SEEN = 0.35  # how much of a row's box lines must be seen where they should be


class Unreadable(Exception):
    """The picture is no page that can be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read."""

    code: str
    page: int
    corners: list[int]
    rows: list[Row]
    flat: Floats  # the straightened page, grey


def read_page(picture: Image.Image) -> Page:
    """Find and read the page in a grey picture; raises Unreadable."""
    marks = geometry.find_marks(picture)
    pages = {(mark.corner.code, mark.corner.page) for mark in marks}
    if not pages:
        raise Unreadable(NOT_A_SHEET)
    if len(pages) > 1:
        raise Unreadable(SEVERAL_SHEETS)
    if len(marks) < 2:
        raise Unreadable(TORN)
    on_page, in_picture = geometry.page_of(marks)
    homography = geometry.fit(on_page, in_picture)
    if not geometry.is_true(homography, on_page, in_picture):
        raise Unreadable(BENT)
    corners = sorted(mark.corner.corner for mark in marks)
    flat = geometry.straighten(picture, homography)
    shifts = _find_rows(flat, corners)
    more_page, more_picture = _seen_boxes(shifts, homography)
    if len(more_page) >= 12:
        # The boxes themselves tell where the page lies, above all far from a lost corner.
        homography = geometry.fit(
            np.concatenate([on_page, more_page]), np.concatenate([in_picture, more_picture])
        )
        if not geometry.is_true(homography, on_page, in_picture):
            raise Unreadable(BENT)
        flat = geometry.straighten(picture, homography)
        shifts = _find_rows(flat, corners)
    rows = [_read_row(flat, row, shift) for row, shift in enumerate(shifts)]
    (code, page), *_ = pages
    return Page(code, page, corners, rows, flat)


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far a row lies from where it should, in pixels, and how clearly its boxes are seen."""

    dx: int
    dy: int
    seen: float

    @property
    def found(self) -> bool:
        return self.seen >= _FRAME_SEEN


def _find_rows(flat: Floats, corners: list[int]) -> list[_Shift]:
    """Where each row lies: looked for beside its neighbour, from the side whose marks were found.

    A bent page moves its rows little by little, so nothing is ever taken for the row next to it.
    """
    upwards = not {1, 2} & set(corners) or (len({3, 4} & set(corners)) > len({1, 2} & set(corners)))
    order = range(layout.ROWS)[::-1] if upwards else range(layout.ROWS)
    found: dict[int, _Shift] = {}
    near = _Shift(0, 0, 1)
    for row in order:
        found[row] = _find_row(flat, row, near)
        if found[row].found:
            near = found[row]
    return [found[row] for row in range(layout.ROWS)]


def _find_row(flat: Floats, row: int, near: _Shift) -> _Shift:
    reach = round(_SEARCH * SCALE)
    left, top = next(layout.boxes_of(row))
    right = layout.COLUMNS[7]
    margin = round(3 * SCALE)
    y0 = round(top * SCALE) + near.dy - reach - margin
    x0 = round(left * SCALE) + near.dx - reach - margin
    high = round(BOX * SCALE) + 2 * (reach + margin)
    wide = round((right - left) * SCALE) + 2 * (reach + margin)
    if y0 < 0 or x0 < 0 or y0 + high > flat.shape[0] or x0 + wide > flat.shape[1]:
        return _Shift(near.dx, near.dy, 0)
    piece = flat[y0 : y0 + high, x0 : x0 + wide]
    if np.isnan(piece).any():
        return _Shift(near.dx, near.dy, 0)
    dark = _darkness(piece)
    summed = np.pad(dark.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    score = np.zeros((2 * reach + 1, 2 * reach + 1))
    for x, _ in layout.boxes_of(row):
        score += _frame_score(summed, margin + round((x - left) * SCALE), margin, reach)
    score /= len(layout.BOXES)
    dy, dx = np.unravel_index(int(np.argmax(score)), score.shape)
    return _Shift(near.dx + int(dx) - reach, near.dy + int(dy) - reach, float(score.max()))


def _darkness(piece: Floats) -> Floats:
    """From 0, the paper, to 1, the darkest print of this piece."""
    paper, print_ = np.percentile(piece, 85), np.percentile(piece, 1)
    return np.clip((paper - piece) / max(paper - print_, 25), 0, 1)


def _frame_score(summed: Floats, x: int, y: int, reach: int) -> Floats:
    """For every shift: how dark the four sides of a box are, less what lies just outside them."""
    side, thick, out = round(BOX * SCALE), 3, round(0.9 * SCALE)

    def mean(left: int, top: int, wide: int, high: int) -> Floats:
        n = 2 * reach + 1
        a = summed[top : top + n, left : left + n]
        b = summed[top : top + n, left + wide : left + wide + n]
        c = summed[top + high : top + high + n, left : left + n]
        d = summed[top + high : top + high + n, left + wide : left + wide + n]
        result: Floats = (d - b - c + a) / (wide * high)
        return result

    edge = thick // 2
    lines = (
        (x, y - edge, side, thick),
        (x, y + side - edge, side, thick),
        (x - edge, y, thick, side),
        (x + side - edge, y, thick, side),
    )
    outside = (
        (x, y - edge - out, side, thick),
        (x, y + side - edge + out, side, thick),
        (x - edge - out, y, thick, side),
        (x + side - edge + out, y, thick, side),
    )
    total = sum(mean(*line) for line in lines) - sum(mean(*line) for line in outside)
    return np.asarray(total) / 4


def _seen_boxes(shifts: list[_Shift], homography: Floats) -> tuple[Floats, Floats]:
    """The middles of the boxes that were seen: on the page, and in the picture."""
    middles, places = [], []
    for row, shift in enumerate(shifts):
        if shift.found:
            for x, y in layout.boxes_of(row):
                middle = (x + BOX / 2, y + BOX / 2)
                middles.append(middle)
                places.append((middle[0] + shift.dx / SCALE, middle[1] + shift.dy / SCALE))
    if not middles:
        return np.empty((0, 2)), np.empty((0, 2))
    return np.array(middles), geometry.apply(homography, np.array(places))


def _read_row(flat: Floats, row: int, shift: _Shift) -> Row:
    if not shift.found:
        return Row((), DOUBTFUL)
    read = [
        _read_box(flat, x + shift.dx / SCALE, y + shift.dy / SCALE) for x, y in layout.boxes_of(row)
    ]
    ink = float(np.median([frame for _, frame in read]))
    written = _signature(flat, row, shift, ink)
    hand = "" if written is None else hands.picture_of(written)
    return Row(tuple(state for state, _ in read), _read_signature(written), hand)


def _cut(flat: Floats, x: float, y: float, wide: float, high: float) -> Floats:
    left, top = round(x * SCALE), round(y * SCALE)
    return flat[top : top + round(high * SCALE), left : left + round(wide * SCALE)]


def _read_box(flat: Floats, x: float, y: float) -> tuple[str, float]:
    """What a box says, and how much darker than the paper its printed line is."""
    out = 1.2
    sides = [
        _cut(flat, x, y - out, BOX, 0.7),
        _cut(flat, x, y + BOX + out - 0.7, BOX, 0.7),
        _cut(flat, x - out, y, 0.7, BOX),
        _cut(flat, x + BOX + out - 0.7, y, 0.7, BOX),
    ]
    lights = [float(np.percentile(side, 60)) for side in sides]
    paper = float(np.median(lights))
    frame = _frame_level(flat, x, y)
    contrast = paper - frame
    if contrast < 25:
        return DOUBTFUL, max(contrast, 1.0)
    side = BOX - 2 * _INSET
    inside = _smooth((paper - _cut(flat, x + _INSET, y + _INSET, side, side)) / contrast)
    noise = float(np.median([side.std() for side in sides])) / contrast
    uneven = (max(lights) - min(lights)) / contrast
    return _judge(inside, noise, uneven), contrast


def _frame_level(flat: Floats, x: float, y: float) -> float:
    """How dark the printed line of a box is: the middle of its darkest pixels across each side."""
    thick = 1.0
    half = thick / 2
    across = [
        _cut(flat, x + 1, y - half, BOX - 2, thick).min(axis=0),
        _cut(flat, x + 1, y + BOX - half, BOX - 2, thick).min(axis=0),
        _cut(flat, x - half, y + 1, thick, BOX - 2).min(axis=1),
        _cut(flat, x + BOX - half, y + 1, thick, BOX - 2).min(axis=1),
    ]
    return float(np.median(np.concatenate(across)))


def _smooth(values: Floats) -> Floats:
    """Each pixel as the mean of its three by three."""
    padded = np.pad(values, 1, mode="edge")
    high, wide = values.shape
    pieces = [padded[i : i + high, j : j + wide] for i in range(3) for j in range(3)]
    result: Floats = np.mean(pieces, axis=0)
    return result


def _judge(inside: Floats, noise: float, uneven: float) -> str:
    """Empty, marked or doubtful, from the ink inside a box (0 the paper, 1 the printed line)."""
    floor = max(0.12, 1.2 * noise)
    traces = inside > floor
    share, ink = float(traces.mean()), float(np.where(traces, inside, 0).mean())
    if share < _NOTHING:
        return EMPTY
    if uneven > 0.3 or noise > 0.25:  # the edge of a shadow, or a picture of noise
        return DOUBTFUL
    reach = max(float(np.ptp(np.flatnonzero(traces.any(axis=i)))) / inside.shape[0] for i in (0, 1))
    if ink >= _A_MARK and reach >= _SPAN and float(inside.max()) > 0.3:
        return MARKED
    return DOUBTFUL


def _signature(flat: Floats, row: int, shift: _Shift, ink: float) -> Floats | None:
    """The ink in the cell of the signature: 0 the paper, 1 the printed line; None when not seen."""
    left, right = layout.COLUMNS[7], layout.COLUMNS[8]
    x, y = left + 1.5 + shift.dx / SCALE, layout.row_top(row) + 1.8 + shift.dy / SCALE
    piece = _cut(flat, x, y, right - left - 4, ROW - 3.6)
    if piece.size == 0 or np.isnan(piece).any():
        return None
    return _smooth((np.percentile(piece, 75) - piece) / ink)


def _read_signature(written: Floats | None) -> str:
    if written is None:
        return DOUBTFUL
    share = float((written > 0.3).mean())
    return EMPTY if share < 0.004 else MARKED if share > 0.02 else DOUBTFUL
