"""Pages for a printer, drawn: letters, lines and corner marks. The one module with reportlab.

Places are in millimetres from the upper left corner, sizes of letters in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Literal

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

REGULAR = "LiberationSerif-Regular"
BOLD = "LiberationSerif-Bold"
ITALIC = "LiberationSerif-Italic"
Align = Literal["left", "centre", "right"]

_FONTS = Path(__file__).parent / "fonts"
_HEIGHT = A4[1]
# A font is read through a position of its own while a subset is embedded: one thread at a time.
ONE_AT_A_TIME = Lock()


@cache
def _load(name: str) -> str:
    pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf"), asciiReadable=False))
    return name


def width(text: str, size: float, font: str = REGULAR) -> float:
    """How wide a line is, in millimetres."""
    points: float = pdfmetrics.stringWidth(text, _load(font), size)
    return points / mm


def lines_of(
    text: str, room: float, size: float, font: str = REGULAR, *, indent: float = 0
) -> list[str]:
    """The text broken at spaces into lines of at most `room` millimetres, less in the first."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, font) <= room - (0 if lines[1:] else indent):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


class Pen:
    """Draws on the pages of one A4 document."""

    def __init__(self, title: str) -> None:
        self._file = BytesIO()
        # Without a first font of ours ReportLab would name Helvetica, which is not embedded.
        self._canvas = Canvas(
            self._file,
            A4,
            pageCompression=1,
            invariant=1,
            lang="vi-VN",
            initialFontName=_load(REGULAR),
        )
        self._canvas.setTitle(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def next_page(self) -> None:
        """End this page; the next one begins empty."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The document, after its last page was ended."""
        self._canvas.save()
        return self._file.getvalue()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        font: str = REGULAR,
        align: Align = "left",
    ) -> None:
        """A line with its baseline at `y`, beginning, centred or ending at `x`."""
        canvas = self._canvas
        canvas.setFillGray(0)
        canvas.setFont(_load(font), size)
        draw = {
            "left": canvas.drawString,
            "centre": canvas.drawCentredString,
            "right": canvas.drawRightString,
        }
        draw[align](x * mm, _HEIGHT - y * mm, words)

    def spread(
        self, x: float, y: float, words: str, size: float, room: float, *, font: str = REGULAR
    ) -> None:
        """A line whose words fill `room`, from edge to edge."""
        *most, last = words.split()
        bare = sum(width(word, size, font) for word in (*most, last))
        gap = (room - bare) / max(1, len(most))
        for word in most:
            # Its space is drawn too: whoever copies or listens gets words, not letters in a row.
            self.text(x, y, f"{word} ", size, font=font)
            x += width(word, size, font) + gap
        self.text(x, y, last, size, font=font)

    def fitted(self, x: float, y: float, words: str, size: float, room: float) -> None:
        """A line from `x` on, made smaller where it would be wider than `room`; never clipped."""
        wide = width(words, size)
        self.text(x, y, words, size if wide <= room else size * room / wide)

    def line(self, start: tuple[float, float], end: tuple[float, float], thick: float) -> None:
        """A straight black line, `thick` millimetres."""
        self._canvas.setStrokeGray(0)
        self._canvas.setLineWidth(thick * mm)
        (x1, y1), (x2, y2) = start, end
        self._canvas.line(x1 * mm, _HEIGHT - y1 * mm, x2 * mm, _HEIGHT - y2 * mm)

    def box(self, x: float, y: float, side: tuple[float, float], thick: float) -> None:
        """An empty rectangle; its line lies in the middle of its edge."""
        self._canvas.setStrokeGray(0)
        self._canvas.setLineWidth(thick * mm)
        wide, high = side
        self._canvas.rect(x * mm, _HEIGHT - (y + high) * mm, wide * mm, high * mm, 1, 0)

    def mark(self, x: float, y: float, side: float, text: str) -> None:
        """A QR symbol whose modules fill the square; the page must leave its quiet zone white."""
        matrix = segno.make(text, error="q", boost_error=False, micro=False).matrix
        module = side / len(matrix)
        self._canvas.setFillGray(0)
        path = self._canvas.beginPath()
        for row, cells in enumerate(matrix):
            for column, dark in enumerate(cells):
                if dark:
                    left, bottom = x + column * module, y + (row + 1) * module
                    # One path for all, so that no hairlines stay between the modules.
                    path.rect(left * mm, _HEIGHT - bottom * mm, module * mm, module * mm)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def grid(self, columns: Sequence[float], rows: Sequence[float], thick: float) -> None:
        """The lines of a table."""
        for y in rows:
            self.line((columns[0], y), (columns[-1], y), thick)
        for x in columns:
            self.line((x, rows[0]), (x, rows[-1]), thick)
