"""The design "Đồi chè": A4 landscape, dawn over the tea hills of Thái Nguyên.

Not an administrative document, so it carries no Quốc hiệu and Tiêu ngữ and its layout is free
(Decree 30/2020/NĐ-CP, Article 7, lists the documents that must). The date keeps the Decree's form.
No transparency is used, so that the file can become PDF/A-1b.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from urllib.parse import urlsplit

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.facts import CertificateFacts
from certificates.lettering import BOLD, REGULAR, SEMIBOLD, Style, fit, set_line, shrink
from certificates.qr import draw_qr

PAGE_SIZE = landscape(A4)
PLACE = "Thái Nguyên"

_WIDTH, _HEIGHT = PAGE_SIZE
_MIDDLE = _WIDTH / 2

TEA = HexColor("#1f6b4a")
DEEP = HexColor("#12422d")
INK = HexColor("#26352d")
SOFT = HexColor("#52645a")
GOLD = HexColor("#b8954a")
MARK = HexColor("#f3d9d3")

_TITLE = Style(BOLD, 31, TEA, tracking=30)
_ISSUER = Style(SEMIBOLD, 12.5, SOFT, tracking=20)
_LABEL = Style(REGULAR, 13, SOFT)
_NAME = Style(BOLD, 45, DEEP)
_COURSE = Style(SEMIBOLD, 23, TEA)
_DETAIL = Style(REGULAR, 12, INK)
_SMALL = Style(REGULAR, 9.5, SOFT)
_NUMBER = Style(SEMIBOLD, 11, INK)
_CODE = Style(SEMIBOLD, 9.5, INK, tracking=90)
_SIGNED = Style(BOLD, 12, DEEP)

QR_SIDE = 32 * mm
_QR_LEFT, _QR_BOTTOM = 25 * mm, 48.5 * mm
_SIGN_MIDDLE, _SIGN_ROOM = 231 * mm, 88 * mm


def draw(canvas: Canvas, facts: CertificateFacts) -> None:
    """Draw the whole page on ``canvas``, which must have the size ``PAGE_SIZE``."""
    _place_picture(canvas)
    if facts.sample:
        _mark_as_sample(canvas)
    _draw_heading(canvas, facts)
    _draw_statement(canvas, facts)
    _draw_check(canvas, facts)
    _draw_signature(canvas, facts)


# --- words ---------------------------------------------------------------------------------


def vietnamese_date(day: date) -> str:
    """A date as in "ngày 03 tháng 02 năm 2026": 0 before days below 10 and months 1 and 2 only.

    Source: Decree 30/2020/NĐ-CP, Appendix I, part I, section II, item 4.
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def vietnamese_hours(hours: Decimal) -> str:
    """A length as in "1,5 giờ": decimal comma, no trailing zeros."""
    plain = f"{hours:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",") + " giờ"


def grouped(code: str) -> list[str]:
    """The check code in groups short enough to read out: its own, or four characters each."""
    own = code.replace("-", " ").split()
    return own if len(own) > 1 else [code[i : i + 4] for i in range(0, len(code), 4)]


def _draw_heading(canvas: Canvas, facts: CertificateFacts) -> None:
    issuer = shrink(facts.issuer, _ISSUER, 190 * mm)
    set_line(canvas, facts.issuer, issuer, _MIDDLE, 179 * mm)
    set_line(canvas, "GIẤY CHỨNG NHẬN HOÀN THÀNH", _TITLE, _MIDDLE, 163.5 * mm)


@dataclass(frozen=True, slots=True)
class _Row:
    """A centred line of the statement, with the distance wanted from the baseline above it."""

    text: str
    style: Style
    gap: float


def _draw_statement(canvas: Canvas, facts: CertificateFacts) -> None:
    """Who completed what: spread evenly over its space, however many lines there are."""
    rows = _statement(facts)
    top, bottom = 159 * mm, 88.5 * mm
    stretch = min(1.18, (top - bottom) / sum(row.gap for row in rows))
    # What a short statement leaves over goes half above it and half below.
    y = top - (top - bottom - stretch * sum(row.gap for row in rows)) / 2
    for row in rows:
        y -= row.gap * stretch
        set_line(canvas, row.text, row.style, _MIDDLE, y)


def _statement(facts: CertificateFacts) -> list[_Row]:
    rows = [_Row("Chứng nhận", _LABEL, 26)]
    rows += _block(facts.full_name, _NAME, 48, (45, 41, 37, 34, 31), (28, 25, 22, 19, 17))
    if facts.birth_year is not None:
        rows.append(_Row(f"sinh năm {facts.birth_year}", _LABEL, 28))
    rows.append(_Row("đã hoàn thành khóa học", _LABEL, 29 if facts.birth_year is None else 20))
    rows += _block(facts.course_title, _COURSE, 32, (23, 21, 19), (18, 16.5, 15, 13.5, 12))
    details = [f"Hoàn thành {vietnamese_date(facts.completed_on)}"]
    if facts.hours:
        details.insert(0, f"Thời lượng: {vietnamese_hours(facts.hours)}")
    return [*rows, _Row("   •   ".join(details), _DETAIL, 27)]


def _block(
    text: str, style: Style, gap: float, one_line: Sequence[float], two_lines: Sequence[float]
) -> list[_Row]:
    """A text as rows that fit the page; ``gap`` is that of the largest size on one line."""
    fitted = fit(text, style.font, 232 * mm, one_line, two_lines)
    style = replace(style, size=fitted.size)
    first = gap - 0.6 * (one_line[0] - fitted.size)
    # 1.34 keeps a dot below clear of the stacked marks of a capital on the next line.
    gaps = (first, 1.34 * fitted.size)
    return [_Row(line, style, gap) for line, gap in zip(fitted.lines, gaps, strict=False)]


def _draw_check(canvas: Canvas, facts: CertificateFacts) -> None:
    """The register number, and the QR with the words for those who have no camera at hand."""
    draw_qr(canvas, facts.check_url, _QR_LEFT, _QR_BOTTOM, QR_SIDE)
    # Who reads the paper on a phone cannot scan it with the same phone: the QR is also a link.
    # F=4 (printable) is asked of every annotation by PDF/A.
    corner = (_QR_LEFT + QR_SIDE, _QR_BOTTOM + QR_SIDE)
    canvas.linkURL(facts.check_url, (_QR_LEFT, _QR_BOTTOM, *corner), Border="[0 0 0]", F=4)
    groups = grouped(facts.code)
    # Up to four groups on one line; more are shared out over two.
    half = len(groups) if len(groups) <= 4 else -(-len(groups) // 2)
    low = _QR_BOTTOM + (12 if groups[half:] else 0)
    column = [
        (corner[1] - 0.74 * _NUMBER.size, f"Số: {facts.number}", _NUMBER),  # level with the top
        (low + 28, "Quét để kiểm tra", _SMALL),
        (low + 15, urlsplit(facts.check_url).hostname or "", _SMALL),
        (low, " ".join(groups[:half]), _CODE),
        (_QR_BOTTOM, " ".join(groups[half:]), _CODE),
    ]
    for y, text, style in column:
        set_line(canvas, text, shrink(text, style, 60 * mm), corner[0] + 6 * mm, y, "left")


def _draw_signature(canvas: Canvas, facts: CertificateFacts) -> None:
    """Place and date; below them the signatory, with 20 mm left for a signature and a seal."""
    top = _QR_BOTTOM + QR_SIDE - 0.74 * 11
    dated = f"{PLACE}, {vietnamese_date(facts.issued_on)}"
    if not (facts.signatory_title or facts.signatory_name):
        top -= 10 * mm  # with nobody to sign, the issuer stands beside the middle of the QR
    set_line(canvas, dated, Style(REGULAR, 11, INK), _SIGN_MIDDLE, top)
    above = facts.signatory_title or ("" if facts.signatory_name else facts.issuer)
    title = fit(above, SEMIBOLD, _SIGN_ROOM, (11, 10), (10, 9, 8))
    for row, line in enumerate(title.lines):
        y = top - 18 - row * 1.3 * title.size
        set_line(canvas, line, Style(SEMIBOLD, title.size, DEEP), _SIGN_MIDDLE, y)
    name = shrink(facts.signatory_name, _SIGNED, _SIGN_ROOM)
    set_line(canvas, facts.signatory_name, name, _SIGN_MIDDLE, _QR_BOTTOM)


def _mark_as_sample(canvas: Canvas) -> None:
    """Say across the page, under the text, that this paper is worth nothing."""
    mark = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"
    canvas.saveState()
    canvas.translate(_MIDDLE, 131 * mm)
    canvas.rotate(22)
    # Read aloud or copied as one line: slanting letters would mingle with the lines they cross.
    spoken = mark.encode("utf-16-be").hex()
    canvas._code.append(f"/Span <</ActualText <feff{spoken}>>> BDC")
    set_line(canvas, mark, Style(BOLD, 39, MARK, tracking=20), 0, -14)
    canvas._code.append("EMC")
    canvas.restoreState()


# --- picture -------------------------------------------------------------------------------

_PICTURE = "doi-che"


def _place_picture(canvas: Canvas) -> None:
    """Put the picture on the page as a form XObject, whose bytes are made once per process."""
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
        _picture(),
    )
    canvas._doc.addForm(_PICTURE, form)
    canvas.doForm(_PICTURE)


@cache
def _picture() -> bytes:
    """Frame, hills and sun as deflated PDF operators; they are the same on every paper."""
    sheet = Canvas(BytesIO(), PAGE_SIZE)
    _paint_landscape(sheet)
    _paint_frame(sheet)
    _paint_sprig(sheet, _MIDDLE, 186.4 * mm, 0.9, 58)
    for side in (-1, 1):
        _paint_flourish(sheet, side)
    return zlib.compress("\n".join(sheet._code).encode("ascii"), 9)


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


def _paint_frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(TEA)
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
            _paint_sprig(canvas, 0, 13.4 * mm, 0.6, 40)
            canvas.restoreState()


def _paint_sprig(canvas: Canvas, x: float, y: float, scale: float, spread: float) -> None:
    """Two leaves and a bud, the part of the tea plant that is picked.

    ``x, y`` is the foot; the leaves open by ``spread`` degrees to either side of the bud.
    """
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.setFillColor(TEA)
    for angle, length, breadth in ((spread, 24, 5.4), (-spread, 24, 5.4), (0, 27, 3.6)):
        canvas.saveState()
        canvas.rotate(angle)
        leaf = canvas.beginPath()
        leaf.moveTo(0, 0)
        leaf.curveTo(-breadth * 1.5, length * 0.35, -breadth, length * 0.75, 0, length)
        leaf.curveTo(breadth, length * 0.75, breadth * 1.5, length * 0.35, 0, 0)
        canvas.drawPath(leaf, stroke=0, fill=1)
        canvas.setStrokeGray(1)
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
_FAR: tuple[str, Sequence[float]] = (
    "#e4efe8",
    (29, 34, 32, 38, 43.5, 41, 44.5, 42, 36, 38, 33, 30, 33),
)
_MIDDLE_HILLS: tuple[str, Sequence[float]] = (
    "#c8e0d1",
    (31, 29, 25, 26, 31, 36, 35, 30, 27, 29, 32, 31, 28),
)
_NEAR: tuple[tuple[str, str, Sequence[float]], ...] = (
    ("#8dbfa3", "#a9d0b9", (18, 20, 23, 24, 22, 19, 20, 25, 30, 32.5, 32, 30, 28)),
    ("#3f8a66", "#68a988", (28, 29, 28, 25, 20.5, 17, 15, 14, 15, 18, 21, 23, 24)),
    ("#1f6b4a", "#3f8a66", (17, 16, 15, 15, 16, 18, 20, 20.5, 19, 17, 15, 15, 17)),
)


def _paint_landscape(canvas: Canvas) -> None:
    """Sun, far mountains and three tea hills, from the back to the front, within the frame."""
    canvas.saveState()
    canvas.clipPath(_inner_frame(canvas), stroke=0, fill=0)
    _paint_sun(canvas, 148.5 * mm, 41 * mm)
    for colour, heights in (_FAR, _MIDDLE_HILLS):
        canvas.setFillColor(HexColor(colour))
        canvas.drawPath(_hill(canvas, heights), stroke=0, fill=1)
    for ground, rows, heights in _NEAR:
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
