"""The picture of the design "Trang trọng": a border of woven waves, a rosette."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.palette import GOLD, Shades, mix
from certificates.drawing.pictures import PAGE_SIZE

_WIDTH, _HEIGHT = PAGE_SIZE
_EDGE = 7 * mm  # from the edge of the page to the outer line
_BAND = 8 * mm  # breadth of the woven border
_PALE_GOLD = HexColor("#d9c593")


def paint(sheet: Canvas, shades: Shades) -> None:
    """Border, rosette, waves, corners."""
    _paint_border(sheet, shades)
    _paint_rosette(sheet, HexColor(mix(shades.main, 0.86)), _WIDTH / 2, 105 * mm, 62 * mm)
    _paint_waves(sheet, shades)
    _paint_corners(sheet, shades)


def _paint_rosette(sheet: Canvas, colour: Color, x: float, y: float, radius: float) -> None:
    """Twelve flowers of nine petals turned against one another."""
    sheet.setStrokeColor(colour)
    sheet.setLineWidth(0.35)
    for turn in range(12):
        phase = turn * pi / 6
        points = []
        for step in range(216):
            angle = step * pi / 108
            reach = radius * (0.72 + 0.28 * sin(9 * angle + phase))
            points.append((x + reach * cos(angle), y + reach * sin(angle)))
        _closed(sheet, points)
    for reach in (0.36, 0.38, 1.03):
        sheet.circle(x, y, radius * reach)


def _closed(sheet: Canvas, points: Sequence[tuple[float, float]]) -> None:
    path = sheet.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    sheet.drawPath(path)


def _paint_border(sheet: Canvas, shades: Shades) -> None:
    ground = HexColor(mix(shades.main, 0.93))
    sheet.setFillColor(ground)
    sheet.setStrokeColor(shades.title)
    sheet.setLineWidth(1.8)
    sheet.rect(_EDGE, _EDGE, _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE, fill=1)
    inner = _EDGE + _BAND
    sheet.setFillGray(1)
    sheet.setStrokeColor(GOLD)
    sheet.setLineWidth(0.9)
    sheet.rect(inner, inner, _WIDTH - 2 * inner, _HEIGHT - 2 * inner, fill=1)


def _paint_waves(sheet: Canvas, shades: Shades) -> None:
    """Waves along the four sides that cross one another, in three tones."""
    centre = _EDGE + _BAND / 2
    across = _WIDTH - 2 * (_EDGE + _BAND)
    along = _HEIGHT - 2 * (_EDGE + _BAND)
    start = _EDGE + _BAND
    tones = (HexColor(mix(shades.main, 0.45)), _PALE_GOLD, HexColor(mix(shades.main, 0.2)))
    sheet.setLineWidth(0.6)
    for number, tone in enumerate(tones):
        sheet.setStrokeColor(tone)
        swing = _BAND * (0.40 - 0.1 * number)
        for sign in (1, -1):
            for y in (centre, _HEIGHT - centre):
                _wave(sheet, start, y, across, 46, sign * swing)
            for x in (centre, _WIDTH - centre):
                sheet.saveState()
                sheet.translate(x, start)
                sheet.rotate(90)
                _wave(sheet, 0, 0, along, 30, sign * swing)
                sheet.restoreState()


def _wave(sheet: Canvas, x: float, y: float, length: float, halves: int, swing: float) -> None:
    """A sine from `x` on, of so many half waves; 0.3642 is how a Bézier curve comes closest."""
    step = length / halves
    path = sheet.beginPath()
    path.moveTo(x, y)
    for half in range(halves):
        left, top = x + half * step, y + (swing if half % 2 else -swing) * 1.33
        path.curveTo(left + 0.3642 * step, top, left + 0.6358 * step, top, left + step, y)
    sheet.drawPath(path)


def _paint_corners(sheet: Canvas, shades: Shades) -> None:
    """A small rose on a square in each corner."""
    for x in (_EDGE, _WIDTH - _EDGE - _BAND):
        for y in (_EDGE, _HEIGHT - _EDGE - _BAND):
            sheet.setFillColor(shades.title)
            sheet.setStrokeColor(shades.title)
            sheet.rect(x, y, _BAND, _BAND, fill=1)
            middle = _BAND / 2
            sheet.setFillColor(_PALE_GOLD)
            for petal in range(8):
                angle = petal * pi / 4
                away = _BAND * 0.25
                sheet.circle(
                    x + middle + away * cos(angle),
                    y + middle + away * sin(angle),
                    _BAND * 0.115,
                    stroke=0,
                    fill=1,
                )
            sheet.circle(x + middle, y + middle, _BAND * 0.12, stroke=0, fill=1)
