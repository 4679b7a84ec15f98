"""The picture of the design "Thổ cẩm": a cloth as Tày and Nùng weavers make it, on the left.

The motifs are made of small squares, as threads make them: diamonds within diamonds.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.designs.hills import paint_sprig
from certificates.drawing.palette import GOLD, Shades, mix
from certificates.drawing.pictures import PAGE_SIZE

BAND = 76 * mm

_WIDTH, _HEIGHT = PAGE_SIZE
_THREAD = 1.25 * mm
_PALE_GOLD = "#e3d1a1"
# o: gold thread; x: pale thread; .: the ground.
_DIAMONDS = (
    "......o......",
    ".....oxo.....",
    "....ox.xo....",
    "...ox.o.xo...",
    "..ox.ooo.xo..",
    ".ox.oo.oo.xo.",
    "ox.oo.x.oo.xo",
    ".ox.oo.oo.xo.",
    "..ox.ooo.xo..",
    "...ox.o.xo...",
    "....ox.xo....",
    ".....oxo.....",
)


def paint(sheet: Canvas, shades: Shades) -> None:
    """The cloth with its border, a sprig of tea, and thin lines around the rest of the page."""
    ground = shades.main
    sheet.setFillColor(HexColor(ground))
    sheet.rect(0, 0, BAND, _HEIGHT, stroke=0, fill=1)
    sheet.setFillColor(HexColor(mix(ground, -0.22)))
    sheet.rect(BAND - 17.5 * mm, 0, 17.5 * mm, _HEIGHT, stroke=0, fill=1)
    _weave(
        sheet,
        _DIAMONDS,
        BAND - 16.9 * mm,
        14,
        {"o": HexColor(_PALE_GOLD), "x": HexColor(mix(ground, 0.55))},
    )
    for x in (BAND - 17.5 * mm, BAND):
        sheet.setFillColor(GOLD)
        sheet.rect(x - 0.5, 0, 1, _HEIGHT, stroke=0, fill=1)
    paint_sprig(
        sheet, HexColor(_PALE_GOLD), (BAND - 17.5 * mm) / 2, 136 * mm, 3.1, 52, HexColor(ground)
    )
    sheet.setStrokeColor(GOLD)
    sheet.setLineWidth(0.9)
    sheet.rect(BAND + 5 * mm, 8 * mm, _WIDTH - BAND - 13 * mm, _HEIGHT - 16 * mm)
    sheet.setStrokeColor(HexColor(mix(ground, 0.6)))
    sheet.setLineWidth(0.4)
    sheet.rect(BAND + 6.4 * mm, 9.4 * mm, _WIDTH - BAND - 15.8 * mm, _HEIGHT - 18.8 * mm)


def _weave(
    sheet: Canvas, motif: Sequence[str], left: float, times: int, colours: dict[str, Color]
) -> None:
    """The motif above itself, as often; each colour is one path."""
    for thread, colour in colours.items():
        path = sheet.beginPath()
        for row in range(len(motif) * times):
            line = motif[row % len(motif)]
            for place, found in enumerate(line):
                if found == thread:
                    path.rect(left + place * _THREAD, row * _THREAD, _THREAD, _THREAD)
        sheet.setFillColor(colour)
        sheet.drawPath(path, stroke=0, fill=1)
