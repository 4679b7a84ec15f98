"""Pictures in the file: vector ones made once a process, uploaded ones as they were prepared."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.palette import Shades
from certificates.drawing.setting import Picture

PAGE_SIZE = landscape(A4)
Painter = Callable[[Canvas, Shades], None]


def place_painting(canvas: Canvas, name: str, paint: Painter, shades: Shades) -> None:
    """Put what `paint` draws on the page, as a form that all pages of the file share."""
    name = f"{name}{shades.main[1:]}"
    if not canvas.hasForm(name):
        form = PDFStream(
            PDFDictionary(
                {
                    "Type": PDFName("XObject"),
                    "Subtype": PDFName("Form"),
                    "BBox": PDFArray([0, 0, *PAGE_SIZE]),
                    "Resources": PDFDictionary({}),
                    "Filter": PDFName("FlateDecode"),
                }
            ),
            _painted(paint, shades),
        )
        canvas._doc.addForm(name, form)
    canvas.doForm(name)


@cache
def _painted(paint: Painter, shades: Shades) -> bytes:
    """The picture as deflated PDF operators; the same on every paper."""
    sheet = Canvas(BytesIO(), PAGE_SIZE)
    paint(sheet, shades)
    return zlib.compress("\n".join(sheet._code).encode(), 9)


def place_picture(
    canvas: Canvas, picture: Picture, left: float, bottom: float, width: float, height: float
) -> None:
    """Put an uploaded picture on the page; it is in the file once, however often it is drawn."""
    name = f"picture{picture.name}"
    if not canvas.hasForm(name):
        canvas._doc.addForm(name, _stream(picture))
    canvas.saveState()
    canvas.transform(width, 0, 0, height, left, bottom)
    canvas.doForm(name)
    canvas.restoreState()


def _stream(picture: Picture) -> PDFStream:
    about: dict[str, object] = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": picture.width,
        "Height": picture.height,
        "BitsPerComponent": 8,
        "ColorSpace": PDFName("DeviceRGB"),
        "Filter": PDFName("DCTDecode"),
    }
    if picture.palette:
        last = len(picture.palette) // 3 - 1
        about["ColorSpace"] = f"[/Indexed /DeviceRGB {last} <{picture.palette.hex()}>]"
        about["Filter"] = PDFName("FlateDecode")
        about["Mask"] = "[0 0]"
    return PDFStream(PDFDictionary(about), picture.content)
