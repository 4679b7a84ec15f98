"""The parts that every paper has, for designs to put where they want them.

Each part is tagged (`tagging`), so a design that is made of parts is read aloud in their order.
Sizes and places are in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from reportlab.lib.colors import Color
from reportlab.lib.units import mm

from certificates.drawing import words
from certificates.drawing.archive import Paper
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.lettering import (
    BOLD,
    REGULAR,
    SEMIBOLD,
    Style,
    drop,
    fit,
    rise,
    set_line,
    shrink,
)
from certificates.drawing.palette import INK, MARK, SOFT, Shades
from certificates.drawing.pictures import place_picture
from certificates.drawing.qr import draw_qr
from certificates.drawing.setting import Setting, Signatory

# 30 mm is the least that phones read from bad print; a signed statement in the address makes the
# modules smaller, and 36 mm keeps them above three points of a 150 dpi scan.
QR_SIDE = 36 * mm

_LABEL = Style(REGULAR, 13, SOFT)
_DETAIL = Style(REGULAR, 12, INK)
_ENGLISH = Style(REGULAR, 10, SOFT)
_SMALL = Style(REGULAR, 9.5, SOFT)
_NUMBER = Style(SEMIBOLD, 11, INK)
_CODE = Style(SEMIBOLD, 9.5, INK, tracking=90)

_SCALES = (1, 0.92, 0.85, 0.78, 0.7, 0.62)
_LEAST = 6  # points; an English line that would be smaller helps nobody

Align = Literal["left", "centre"]


@dataclass(frozen=True, slots=True)
class Column:
    """Where lines stand under one another: all start, or all have their middle, at `x`."""

    x: float
    room: float
    top: float
    bottom: float
    align: Align = "centre"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the statement, or two, with the distance wanted from the baseline above it."""

    lines: Sequence[str]
    style: Style
    gap: float


def draw_line(
    canvas: Paper, text: str, style: Style, x: float, y: float, align: Align = "centre"
) -> None:
    """One line that is a paragraph of its own."""
    if text:
        with canvas.tagged("P"):
            set_line(canvas, text, style, x, y, align)


def draw_title(
    canvas: Paper,
    facts: CertificateFacts,
    setting: Setting,
    style: Style,
    column: Column,
) -> None:
    """What the paper is called, at the top of the column; its English name at the bottom."""
    title = setting.title_of(facts).upper()
    with canvas.tagged("H1"):
        fitted = shrink(title, style, column.room)
        set_line(canvas, title, fitted, column.x, column.top, column.align)
    if setting.english:
        english = words.WORDS[facts.kind].english.upper()
        small = Style(SEMIBOLD, 10.5, SOFT, tracking=80)
        draw_line(canvas, english, small, column.x, column.bottom, column.align)


def draw_statement(
    canvas: Paper, facts: CertificateFacts, setting: Setting, shades: Shades, column: Column
) -> None:
    """Who completed what: spread evenly over its space, and smaller when there is much to say."""
    space = column.top - column.bottom
    for scale in _SCALES:
        rows = _statement(facts, setting, shades, column, scale)
        needed = sum(_gaps(rows, 1))
        if needed <= space:
            break
    gaps = _gaps(rows, min(1.18, space / needed))
    # What a short statement leaves over goes half above it and half below.
    y = column.top - max(0, space - sum(gaps)) / 2
    for row in rows:
        with canvas.tagged("P"):
            for line in row.lines:
                y -= gaps.pop(0)
                set_line(canvas, line, row.style, column.x, y, column.align)


def _gaps(rows: Sequence[_Row], stretch: float) -> list[float]:
    """The distance of each line from the one above it: never so little that letters meet."""
    gaps, hanging = [], 0.0
    for row in rows:
        size = row.style.size
        for place, line in enumerate(row.lines):
            wanted = 1.3 * size if place else row.gap
            gaps.append(max(wanted * stretch, hanging + rise(line) * size + 0.8))
            hanging = drop(line) * size
    return gaps


def _statement(
    facts: CertificateFacts, setting: Setting, shades: Shades, column: Column, scale: float
) -> list[_Row]:
    """The rows, with name, course and distances as large as `scale` says."""
    name, course = Style(BOLD, 45, shades.name), Style(SEMIBOLD, 23, shades.title)
    said = words.WORDS[facts.kind]
    names = (45, 41, 37, 34, 31), (28, 25, 22, 19, 17)
    courses = (23, 21, 19), (18, 16.5, 15, 13.5, 12)
    rows = [
        _Row([said.opens], _LABEL, 26),
        _block(facts.full_name, name, column.room, 48, *names, scale),
        _Row([f"sinh năm {facts.birth_year}"], _LABEL, 28),
        _Row([said.did], _LABEL, 29 if facts.birth_year is None else 20),
        _block(facts.course_title, course, column.room, 32, *courses, scale),
        _Row(["   •   ".join(words.details(facts))], _DETAIL, 27),
    ]
    if facts.birth_year is None:
        del rows[2]
    if setting.english:
        english = _block(words.in_english(facts), _ENGLISH, column.room, 20, (10, 9), (10, 9, 8), 1)
        if english.style.size >= _LEAST:
            rows.append(english)
    return [replace(row, gap=row.gap * scale) for row in rows]


def _block(
    text: str,
    style: Style,
    room: float,
    gap: float,
    one_line: Sequence[float],
    two_lines: Sequence[float],
    scale: float,
) -> _Row:
    """A text as a row that fits its room; `gap` is that of the largest size on one line."""
    one, two = ([size * scale for size in sizes] for sizes in (one_line, two_lines))
    fitted = fit(text, style.font, room, one, two)
    first = gap - 0.6 * (one_line[0] - fitted.size / scale)
    return _Row(fitted.lines, replace(style, size=fitted.size), first)


def draw_symbol(canvas: Paper, facts: CertificateFacts, left: float, bottom: float) -> None:
    """The QR. Who reads the paper on a phone cannot scan it with the same phone: it is a link."""
    host = urlsplit(facts.check_url).hostname or ""
    with canvas.tagged("Link", alt=f"Mã QR: mở trang kiểm tra giấy này tại {host}") as link:
        draw_qr(canvas, facts.scan_url, left, bottom, QR_SIDE)
    canvas.tags.link(
        canvas, link, facts.check_url, (left, bottom, left + QR_SIDE, bottom + QR_SIDE)
    )


def draw_check(canvas: Paper, facts: CertificateFacts, left: float, bottom: float) -> None:
    """The register number, and the QR with the words for those who have no camera at hand."""
    draw_symbol(canvas, facts, left, bottom)
    top = bottom + QR_SIDE
    number = f"Số: {facts.number}"
    x, room = left + QR_SIDE + 6 * mm, 56 * mm
    # Level with the top of the symbol.
    draw_line(canvas, number, shrink(number, _NUMBER, room), x, top - 0.74 * _NUMBER.size, "left")
    column = Column(x, room, bottom + 40, bottom, "left")
    draw_code(canvas, facts, column, _SMALL, _CODE)


def draw_code(
    canvas: Paper, facts: CertificateFacts, column: Column, small: Style, code: Style
) -> None:
    """How to check without a camera: the address and the code, its last line at the bottom."""
    groups = words.grouped(facts.code)
    # Up to four groups on one line; more are shared out over two.
    half = len(groups) if len(groups) <= 4 else -(-len(groups) // 2)
    low = column.bottom + (12 if groups[half:] else 0)
    lines = [
        (low + 28, "Quét để kiểm tra", small),
        (low + 15, urlsplit(facts.check_url).hostname or "", small),
        (low, " ".join(groups[:half]), code),
        (column.bottom, " ".join(groups[half:]), code),
    ]
    for y, text, style in lines:
        draw_line(canvas, text, shrink(text, style, column.room), column.x, y, column.align)


def draw_signing(
    canvas: Paper, facts: CertificateFacts, setting: Setting, shades: Shades, area: Column
) -> None:
    """Place and date; below them whoever signs, with 20 mm left for a signature and a seal.

    `area.x` is its left edge. One who signs stands at its right, two share it.
    """
    signing = setting.signing(facts)
    share = area.room / 2 if len(signing) > 1 else min(area.room, 92 * mm)
    last = area.x + area.room - share / 2
    dated = f"{setting.place}, {words.vietnamese_date(facts.issued_on)}"
    # With nobody to sign the issuer stands beside the middle of the space.
    top = area.top if signing else area.top - 10 * mm
    dated_style = shrink(dated, Style(REGULAR, 11, INK), share - 4 * mm)
    if not signing:
        draw_line(canvas, dated, dated_style, last, top)
        _draw_post(canvas, facts.issuer, shades.name, last, top - 18, share - 4 * mm)
    for place, one in enumerate(signing):
        middle = last - share * (len(signing) - 1 - place)
        seals = place == len(signing) - 1
        if seals:
            draw_line(canvas, dated, dated_style, middle, top)
        _draw_signatory(
            canvas, one, setting, shades, Column(middle, share, top, area.bottom), seals
        )


def _draw_signatory(
    canvas: Paper, one: Signatory, setting: Setting, shades: Shades, column: Column, seals: bool
) -> None:
    room = column.room - 4 * mm
    _draw_hand(canvas, one, setting, column, seals)
    _draw_post(canvas, one.post, shades.name, column.x, column.top - 18, room)
    name = shrink(one.name, Style(BOLD, 12, shades.name), room)
    draw_line(canvas, one.name, name, column.x, column.bottom)


def _draw_post(canvas: Paper, post: str, colour: Color, x: float, y: float, room: float) -> None:
    if not post:
        return
    fitted = fit(post, SEMIBOLD, room, (11, 10), (10, 9, 8))
    with canvas.tagged("P"):
        for row, line in enumerate(fitted.lines):
            style = Style(SEMIBOLD, fitted.size, colour)
            set_line(canvas, line, style, x, y - row * 1.3 * fitted.size)


def _draw_hand(
    canvas: Paper, one: Signatory, setting: Setting, column: Column, seals: bool
) -> None:
    """The picture of the hand, and the seal, which covers its left third (Decree 30/2020, 4.2)."""
    centre = (column.top - 24 + column.bottom + 12) / 2
    wide = 0.0
    if one.hand:
        scale = min(44 * mm / one.hand.width, 19 * mm / one.hand.height)
        wide, high = one.hand.width * scale, one.hand.height * scale
        with canvas.tagged("Figure", alt=f"Chữ ký của {one.name}"):
            place_picture(canvas, one.hand, column.x - wide / 2, centre - high / 2, wide, high)
    if setting.seal and seals:
        side = 29 * mm
        left = column.x - wide / 6 - side if wide else column.x - side / 2 - 8 * mm
        high = side * setting.seal.height / setting.seal.width
        with canvas.tagged("Figure", alt="Con dấu"):
            place_picture(canvas, setting.seal, left, centre - high / 2, side, high)


def mark_as_sample(canvas: Paper, x: float, y: float, size: float = 39) -> None:
    """Say across the page, under the text, that this paper is worth nothing."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(22)
    # Read aloud or copied as one line: slanting letters would mingle with the lines they cross.
    with canvas.tagged("P", spoken=words.SAMPLE):
        set_line(canvas, words.SAMPLE, Style(BOLD, size, MARK, tracking=20), 0, -14)
    canvas.restoreState()
