"""The picture of the design "Đồi chè": frame, dawn, three tea hills, in shades of a colour."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.drawing.palette import GOLD, Shades
from certificates.drawing.pictures import PAGE_SIZE

_WIDTH, _HEIGHT = PAGE_SIZE
_MIDDLE = _WIDTH / 2
_WHITE = HexColor("#ffffff")


def paint(sheet: Canvas, shades: Shades) -> None:
    """Frame, hills and sun."""
    _paint_landscape(sheet, shades)
    _paint_frame(sheet, shades.title)
    paint_sprig(sheet, shades.title, _MIDDLE, 186.4 * mm, 0.9, 58)
    for side in (-1, 1):
        _paint_flourish(sheet, side)


def _inner_frame(canvas: Canvas) -> PDFPathObject:
    """A rectangle 11 mm inside the page whose corners are scooped out by quarter circles."""
    left, low, right, high = 11 * mm, 11 * mm, _WIDTH - 11 * mm, _HEIGHT - 11 * mm
    r = 8 * mm
    path = canvas.beginPath()
    path.moveTo(left + r, low)
    path.lineTo(right - r, low)
    path.arcTo(right - r, low - r, right + r, low + r, 180, -90)
    path.lineTo(right, high - r)
    path.arcTo(right - r, high - r, right + r, high + r, 270, -90)
    path.lineTo(left + r, high)
    path.arcTo(left - r, high - r, left + r, high + r, 0, -90)
    path.lineTo(left, low + r)
    path.arcTo(left - r, low - r, left + r, low + r, 90, -90)
    path.close()
    return path


def _paint_frame(canvas: Canvas, main: Color) -> None:
    canvas.setStrokeColor(main)
    canvas.setLineWidth(2.2)
    canvas.rect(7 * mm, 7 * mm, _WIDTH - 14 * mm, _HEIGHT - 14 * mm)
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(0.9)
    canvas.drawPath(_inner_frame(canvas))
    for x in (0, 1):
        for y in (0, 1):
            canvas.saveState()
            canvas.translate(x * _WIDTH, y * _HEIGHT)
            canvas.scale(1 - 2 * x, 1 - 2 * y)
            canvas.rotate(-45)
            paint_sprig(canvas, main, 0, 13.4 * mm, 0.6, 40)
            canvas.restoreState()


def paint_sprig(
    canvas: Canvas,
    main: Color,
    x: float,
    y: float,
    scale: float,
    spread: float,
    vein: Color = _WHITE,
) -> None:
    """Two leaves and a bud, the part of the tea plant that is picked.

    ``x, y`` is the foot; the leaves open by ``spread`` degrees to either side of the bud.
    """
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.setFillColor(main)
    for angle, length, breadth in ((spread, 24, 5.4), (-spread, 24, 5.4), (0, 27, 3.6)):
        canvas.saveState()
        canvas.rotate(angle)
        leaf = canvas.beginPath()
        leaf.moveTo(0, 0)
        leaf.curveTo(-breadth * 1.5, length * 0.35, -breadth, length * 0.75, 0, length)
        leaf.curveTo(breadth, length * 0.75, breadth * 1.5, length * 0.35, 0, 0)
        canvas.drawPath(leaf, stroke=0, fill=1)
        canvas.setStrokeColor(vein)
        canvas.setLineWidth(0.7)
        canvas.line(0, length * 0.16, 0, length * 0.8)
        canvas.restoreState()
    canvas.restoreState()


def _paint_flourish(canvas: Canvas, side: int) -> None:
    """A gold line that thins out from the sprig towards one side (-1 left, 1 right)."""
    canvas.setFillColor(GOLD)
    y = 190 * mm
    line = canvas.beginPath()
    line.moveTo(_MIDDLE + side * 11 * mm, y - 0.6)
    line.lineTo(_MIDDLE + side * 11 * mm, y + 0.6)
    line.lineTo(_MIDDLE + side * 62 * mm, y)
    line.close()
    canvas.drawPath(line, stroke=0, fill=1)


# Crest heights in mm above the page's lower edge, evenly spaced from its left to its right side.
_FAR: Sequence[float] = (29, 34, 32, 38, 43.5, 41, 44.5, 42, 36, 38, 33, 30, 33)
_MIDDLE_HILLS: Sequence[float] = (31, 29, 25, 26, 31, 36, 35, 30, 27, 29, 32, 31, 28)
_NEAR: tuple[Sequence[float], ...] = (
    (18, 20, 23, 24, 22, 19, 20, 25, 30, 32.5, 32, 30, 28),
    (28, 29, 28, 25, 20.5, 17, 15, 14, 15, 18, 21, 23, 24),
    (17, 16, 15, 15, 16, 18, 20, 20.5, 19, 17, 15, 15, 17),
)


def _paint_landscape(canvas: Canvas, shades: Shades) -> None:
    """Sun, far mountains and three tea hills, from the back to the front, within the frame."""
    canvas.saveState()
    canvas.clipPath(_inner_frame(canvas), stroke=0, fill=0)
    _paint_sun(canvas, 148.5 * mm, 41 * mm)
    for colour, heights in ((shades.far, _FAR), (shades.middle, _MIDDLE_HILLS)):
        canvas.setFillColor(HexColor(colour))
        canvas.drawPath(_hill(canvas, heights), stroke=0, fill=1)
    for (ground, rows), heights in zip(shades.near, _NEAR, strict=True):
        canvas.saveState()
        canvas.setFillColor(HexColor(ground))
        canvas.clipPath(_hill(canvas, heights), stroke=0, fill=1)
        _paint_tea_rows(canvas, heights, rows)
        canvas.restoreState()
    canvas.restoreState()


def _paint_sun(canvas: Canvas, x: float, y: float) -> None:
    for radius, colour in ((21, "#fdf8ea"), (16, "#fbf0d3"), (11.5, "#f5dfa4")):
        canvas.setFillColor(HexColor(colour))
        canvas.circle(x, y, radius * mm, stroke=0, fill=1)


def _paint_tea_rows(canvas: Canvas, heights: Sequence[float], colour: str) -> None:
    """Rows of round bushes along the slope, larger towards the viewer."""
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineCap(1)
    depth = 1.3
    for row in range(9):
        bush = 1.5 + 0.35 * row
        canvas.setLineWidth(bush)
        canvas.setDash([0, bush * 1.25])
        crest = canvas.beginPath()
        _trace(crest, [(x, y - depth * mm) for x, y in _crest(heights)])
        canvas.drawPath(crest)
        depth += 1.25 + 0.18 * row


def _crest(heights: Sequence[float]) -> list[tuple[float, float]]:
    step = _WIDTH / (len(heights) - 1)
    return [(i * step, height * mm) for i, height in enumerate(heights)]


def _hill(canvas: Canvas, heights: Sequence[float]) -> PDFPathObject:
    path = canvas.beginPath()
    _trace(path, _crest(heights))
    path.lineTo(_WIDTH, 0)
    path.lineTo(0, 0)
    path.close()
    return path


def _trace(path: PDFPathObject, points: Sequence[tuple[float, float]]) -> None:
    """A smooth curve through the points (Catmull–Rom, written as Bézier curves)."""
    path.moveTo(*points[0])
    around = [points[0], *points, points[-1]]
    for before, here, there, after in zip(around, around[1:], around[2:], around[3:], strict=False):
        path.curveTo(
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
            *there,
        )
