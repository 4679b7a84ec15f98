"""Labels for envelopes and folders: an A4 sheet of 3 by 8, 70 by 37 mm each, as shops sell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.lettering import (
    BOLD,
    REGULAR,
    SEMIBOLD,
    Style,
    fit,
    load,
    set_line,
    undrawable,
)
from certificates.drawing.render import drawing_alone

ACROSS, DOWN = 3, 8
A_SHEET = ACROSS * DOWN
_WIDE, _HIGH = A4[0] / ACROSS, A4[1] / DOWN
_ROOM = _WIDE - 8 * mm
_INK, _SOFT = HexColor("#1d2a23"), HexColor("#4c5750")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one: whose paper, of which class or commune, and its number."""

    name: str
    about: str
    number: str


def draw_labels(labels: Sequence[Label], title: str) -> bytes:
    """The labels in the order given, row by row, on as many sheets as they need."""
    file = BytesIO()
    with drawing_alone():
        first = load(REGULAR).fontName
        canvas = Canvas(
            file, A4, pageCompression=1, invariant=1, lang="vi-VN", initialFontName=first
        )
        canvas.setTitle(title)
        for place, label in enumerate(labels):
            if place and place % A_SHEET == 0:
                canvas.showPage()
            row, column = divmod(place % A_SHEET, ACROSS)
            _draw(canvas, label, column * _WIDE, A4[1] - row * _HIGH)
        canvas.showPage()
        canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, label: Label, left: float, top: float) -> None:
    middle, y = left + _WIDE / 2, top - 12 * mm
    name = fit(_drawable(label.name), BOLD, _ROOM, (13, 12, 11), (11, 10, 9, 8))
    for line in name.lines:
        set_line(canvas, line, Style(BOLD, name.size, _INK), middle, y)
        y -= 1.35 * name.size
    about = fit(_drawable(label.about), REGULAR, _ROOM, (9, 8.5), (8.5, 8, 7))
    y -= 2
    for line in about.lines:
        set_line(canvas, line, Style(REGULAR, about.size, _SOFT), middle, y)
        y -= 1.35 * about.size
    number = Style(SEMIBOLD, 9.5, _INK)
    set_line(canvas, f"Số {_drawable(label.number)}", number, middle, top - _HIGH + 5 * mm)


def _drawable(text: str) -> str:
    """The text without what the font cannot draw: a label is no paper."""
    gone = set(undrawable(text))
    return "".join(char for char in text if char not in gone) or " "
