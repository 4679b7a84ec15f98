"""The design "Trang trọng": A4 landscape, headed as an office heads its papers.

Quốc hiệu and Tiêu ngữ, the issuing body and its number, place and date, post and name stand as
Decree 30/2020/NĐ-CP, Appendix I, orders them for administrative documents; a certificate is none
(Article 7), so the typeface and the colours are free.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from certificates.drawing import words
from certificates.drawing.archive import Paper
from certificates.drawing.designs import guilloche
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.lettering import (
    BOLD,
    REGULAR,
    SEMIBOLD,
    Style,
    fit,
    set_line,
    shrink,
    width,
)
from certificates.drawing.palette import INK, SOFT, main_of, shades
from certificates.drawing.parts import (
    QR_SIDE,
    Column,
    draw_code,
    draw_line,
    draw_signing,
    draw_statement,
    draw_symbol,
    draw_title,
    mark_as_sample,
)
from certificates.drawing.pictures import PAGE_SIZE, place_painting, place_picture
from certificates.drawing.setting import Setting

SIGNATURE_BOX = (200 * mm, 33 * mm, 60 * mm, 15.5 * mm)

_WIDTH, _HEIGHT = PAGE_SIZE
_MIDDLE = _WIDTH / 2
_LEFT_HEAD, _RIGHT_HEAD = 76 * mm, 216 * mm
_HEAD_ROOM = 104 * mm
_TOP = 184 * mm
_QR_LEFT, _QR_BOTTOM = 24 * mm, 27.5 * mm
_STATEMENT = Column(_MIDDLE, 232 * mm, 140 * mm, 71 * mm)
_SIGNING = Column(126 * mm, 147 * mm, _QR_BOTTOM + QR_SIDE - 8, _QR_BOTTOM)


def draw(canvas: Paper, facts: CertificateFacts, setting: Setting) -> None:
    """Draw the whole page on ``canvas``, which must have the size ``PAGE_SIZE``."""
    tones = shades(main_of(facts.kind, setting.main))
    with canvas.artifact():
        if setting.background:
            place_picture(canvas, setting.background, 0, 0, _WIDTH, _HEIGHT)
        else:
            place_painting(canvas, "trang-trong", guilloche.paint, tones)
    if facts.sample:
        mark_as_sample(canvas, _MIDDLE, 108 * mm)
    _draw_body(canvas, facts, setting)
    _draw_nation(canvas)
    title = Style(BOLD, 31, tones.title, tracking=30)
    draw_title(canvas, facts, setting, title, Column(_MIDDLE, 232 * mm, 146 * mm, 140 * mm))
    draw_statement(canvas, facts, setting, tones, _STATEMENT)
    draw_symbol(canvas, facts, _QR_LEFT, _QR_BOTTOM)
    beside = _QR_LEFT + QR_SIDE + 6 * mm
    column = Column(beside, 56 * mm, _QR_BOTTOM + QR_SIDE, _QR_BOTTOM, "left")
    small, code = Style(REGULAR, 9.5, SOFT), Style(SEMIBOLD, 9.5, INK, tracking=90)
    draw_code(canvas, facts, column, small, code)
    draw_signing(canvas, facts, setting, tones, _SIGNING)


def _draw_body(canvas: Paper, facts: CertificateFacts, setting: Setting) -> None:
    """The body above, the body that issues in bold capitals, a rule, the number."""
    y = _TOP
    if setting.body_above:
        above = setting.body_above.upper()
        y = _draw_head(canvas, above, REGULAR, (11, 10, 9), _LEFT_HEAD, y) - 14.5
    y = _draw_head(canvas, facts.issuer.upper(), BOLD, (11.5, 10.5, 9.5), _LEFT_HEAD, y)
    _draw_rule(canvas, _LEFT_HEAD, y - 5, 38 * mm)
    number = f"Số: {facts.number}"
    style = shrink(number, Style(REGULAR, 11, INK), _HEAD_ROOM)
    draw_line(canvas, number, style, _LEFT_HEAD, y - 19)


def _draw_nation(canvas: Paper) -> None:
    """Quốc hiệu, and below it Tiêu ngữ with a rule as long as it (Appendix I, II.1)."""
    y = _draw_head(canvas, words.NATION, BOLD, (11.5,), _RIGHT_HEAD, _TOP)
    y = _draw_head(canvas, words.MOTTO, BOLD, (12,), _RIGHT_HEAD, y - 15.5)
    _draw_rule(canvas, _RIGHT_HEAD, y - 5, width(words.MOTTO, BOLD) * 12 / 1000)


def _draw_head(
    canvas: Paper, text: str, font: str, sizes: tuple[float, ...], x: float, y: float
) -> float:
    """A heading in one line or two; returns the baseline of its last line."""
    fitted = fit(text, font, _HEAD_ROOM, sizes, (*sizes, 8.5, 7.5))
    with canvas.tagged("P"):
        for row, line in enumerate(fitted.lines):
            y -= 1.34 * fitted.size if row else 0
            set_line(canvas, line, Style(font, fitted.size, INK), x, y)
    return y


def _draw_rule(canvas: Paper, x: float, y: float, length: float) -> None:
    with canvas.artifact():
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.8)
        canvas.line(x - length / 2, y, x + length / 2, y)
