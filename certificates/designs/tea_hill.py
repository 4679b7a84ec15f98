"""The design "Đồi chè": A4 landscape, dawn over the tea hills of Thái Nguyên.

Not an administrative document, so it carries no Quốc hiệu and Tiêu ngữ and its layout is free
(Decree 30/2020/NĐ-CP, Article 7, lists the documents that must). The date keeps the Decree's form.
No transparency is used, so that the file can become PDF/A-1b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certificates.designs.hills import PAGE_SIZE, Colours, place_picture
from certificates.facts import CertificateFacts, Kind
from certificates.lettering import BOLD, REGULAR, SEMIBOLD, Style, fit, set_line, shrink
from certificates.qr import draw_qr

PLACE = "Thái Nguyên"

_WIDTH, _HEIGHT = PAGE_SIZE
_MIDDLE = _WIDTH / 2

INK = HexColor("#26352d")
SOFT = HexColor("#52645a")
MARK = HexColor("#f3d9d3")

_ISSUER = Style(SEMIBOLD, 12.5, SOFT, tracking=20)
_LABEL = Style(REGULAR, 13, SOFT)
_DETAIL = Style(REGULAR, 12, INK)
_SMALL = Style(REGULAR, 9.5, SOFT)
_NUMBER = Style(SEMIBOLD, 11, INK)
_CODE = Style(SEMIBOLD, 9.5, INK, tracking=90)


@dataclass(frozen=True, slots=True)
class _Look:
    """The colours and words of one kind of paper: seen from across a table they are two."""

    picture: Colours
    deep: Color  # name, whoever signs
    opens: str
    did: str

    @property
    def main(self) -> Color:
        """Title and course."""
        return HexColor(self.picture.main)


_LOOKS = {
    Kind.COMPLETION: _Look(
        Colours(
            "#1f6b4a",
            "#e4efe8",
            "#c8e0d1",
            (("#8dbfa3", "#a9d0b9"), ("#3f8a66", "#68a988"), ("#1f6b4a", "#3f8a66")),
        ),
        HexColor("#12422d"),
        "Chứng nhận",
        "đã hoàn thành khóa học",
    ),
    # The same hills before sunrise.
    Kind.ATTENDANCE: _Look(
        Colours(
            "#34507a",
            "#e8edf4",
            "#cfdae8",
            (("#a3b6cf", "#bccadd"), ("#6580a6", "#8ca2c0"), ("#3f5c87", "#6580a6")),
        ),
        HexColor("#1d3152"),
        "Xác nhận",
        "đã tham gia lớp học của khóa",
    ),
}

QR_SIDE = 32 * mm
_QR_LEFT, _QR_BOTTOM = 25 * mm, 48.5 * mm
_SIGN_MIDDLE, _SIGN_ROOM = 231 * mm, 88 * mm


def draw(canvas: Canvas, facts: CertificateFacts) -> None:
    """Draw the whole page on ``canvas``, which must have the size ``PAGE_SIZE``."""
    place_picture(canvas, _LOOKS[facts.kind].picture)
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
    title = Style(BOLD, 31, _LOOKS[facts.kind].main, tracking=30)
    set_line(canvas, facts.kind.heading.upper(), title, _MIDDLE, 163.5 * mm)


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
    look = _LOOKS[facts.kind]
    name, course = Style(BOLD, 45, look.deep), Style(SEMIBOLD, 23, look.main)
    rows = [_Row(look.opens, _LABEL, 26)]
    rows += _block(facts.full_name, name, 48, (45, 41, 37, 34, 31), (28, 25, 22, 19, 17))
    if facts.birth_year is not None:
        rows.append(_Row(f"sinh năm {facts.birth_year}", _LABEL, 28))
    rows.append(_Row(look.did, _LABEL, 29 if facts.birth_year is None else 20))
    rows += _block(facts.course_title, course, 32, (23, 21, 19), (18, 16.5, 15, 13.5, 12))
    return [*rows, _Row("   •   ".join(_details(facts)), _DETAIL, 27)]


def _details(facts: CertificateFacts) -> list[str]:
    if facts.kind == Kind.ATTENDANCE:
        last = vietnamese_date(facts.completed_on)
        return [f"Có mặt {facts.there} trong {facts.held} buổi", f"Buổi cuối {last}"]
    details = [f"Hoàn thành {vietnamese_date(facts.completed_on)}"]
    if facts.hours:
        details.insert(0, f"Thời lượng: {vietnamese_hours(facts.hours)}")
    return details


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
    deep = _LOOKS[facts.kind].deep
    top = _QR_BOTTOM + QR_SIDE - 0.74 * 11
    dated = f"{PLACE}, {vietnamese_date(facts.issued_on)}"
    if not (facts.signatory_title or facts.signatory_name):
        top -= 10 * mm  # with nobody to sign, the issuer stands beside the middle of the QR
    set_line(canvas, dated, Style(REGULAR, 11, INK), _SIGN_MIDDLE, top)
    above = facts.signatory_title or ("" if facts.signatory_name else facts.issuer)
    title = fit(above, SEMIBOLD, _SIGN_ROOM, (11, 10), (10, 9, 8))
    for row, line in enumerate(title.lines):
        y = top - 18 - row * 1.3 * title.size
        set_line(canvas, line, Style(SEMIBOLD, title.size, deep), _SIGN_MIDDLE, y)
    name = shrink(facts.signatory_name, Style(BOLD, 12, deep), _SIGN_ROOM)
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
