"""What a visible signature shows: whose it is, when, and of a trial key that it is worth nothing.

Drawn with the fonts of the paper, all embedded, so that a PDF/A file stays one. The words follow
what Decree 30/2020/NĐ-CP (annex I) asks of an agency's signature: its name and the time with zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.lettering import (
    REGULAR,
    SEMIBOLD,
    Style,
    load,
    set_line,
    shrink,
    undrawable,
)
from certificates.drawing.render import drawing_alone

# On a page in points: left, bottom, width, height.
Box = tuple[float, float, float, float]
WORTHLESS = "KÝ THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
_BLUE, _RED = HexColor("#1d3f8f"), HexColor("#b3261e")
_LINE = 11


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is shown of one signature."""

    who: str
    at: datetime
    trial: bool

    def draw(self, width: float, height: float) -> bytes:
        """A PDF of one page of that size."""
        file = BytesIO()
        with drawing_alone():
            regular = load(REGULAR).fontName
            canvas = Canvas(
                file, (width, height), pageCompression=1, invariant=1, initialFontName=regular
            )
            lines = self._lines()
            baseline = (height + _LINE * len(lines)) / 2 - 0.78 * _LINE
            for text, style in lines:
                fitted = shrink(text, style, width - 4)
                set_line(canvas, text, fitted, width / 2, baseline)
                baseline -= _LINE
            canvas.showPage()
            canvas.save()
        return file.getvalue()

    def _lines(self) -> list[tuple[str, Style]]:
        bad = undrawable(self.who)
        who = "".join("?" if letter in bad else letter for letter in self.who)
        lines = [
            (f"Ký số bởi: {who}", Style(SEMIBOLD, 8.5, _BLUE)),
            (f"Thời gian ký: {_say(self.at)}", Style(REGULAR, 8, _BLUE)),
        ]
        return [*lines, (WORTHLESS, Style(SEMIBOLD, 8.5, _RED))] if self.trial else lines


def _say(at: datetime) -> str:
    zone = f"{at:%z}"
    return f"{at:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:]}"


@dataclass(frozen=True)
class StampStyle(BaseStampStyle):
    """How pyHanko is told of a stamp that is drawn already."""

    drawn: bytes = b""

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> _Drawn:
        """The appearance for one file."""
        return _Drawn(writer=writer, style=self, box=box)


class _Drawn(BaseStamp):
    """A page of another file as an appearance."""

    def register(self) -> Any:
        """The reference under which the file knows it."""
        return self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.style.drawn)))
