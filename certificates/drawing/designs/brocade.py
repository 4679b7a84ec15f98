"""The design "Thổ cẩm": A4 landscape, a woven cloth on the left that carries the QR.

Not an administrative document (Decree 30/2020/NĐ-CP, Article 7): the layout is free, the date
keeps the Decree's form.
"""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from certificates.drawing.archive import Paper
from certificates.drawing.designs import weaving
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.lettering import BOLD, REGULAR, SEMIBOLD, Style, shrink
from certificates.drawing.palette import SOFT, main_of, shades
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

SIGNATURE_BOX = (208 * mm, 26 * mm, 60 * mm, 15.5 * mm)

_WIDTH, _HEIGHT = PAGE_SIZE
_WHITE = HexColor("#ffffff")
_CLOTH = weaving.BAND - 17.5 * mm  # what the border leaves of the band
_QR_LEFT, _QR_BOTTOM = (_CLOTH - QR_SIDE) / 2, 46 * mm
_LEFT, _ROOM = 92 * mm, 188 * mm
_STATEMENT = Column(_LEFT, _ROOM, 150 * mm, 68 * mm, "left")
_SIGNING = Column(128 * mm, 152 * mm, 56 * mm, 20.5 * mm)


def draw(canvas: Paper, facts: CertificateFacts, setting: Setting) -> None:
    """Draw the whole page on ``canvas``, which must have the size ``PAGE_SIZE``."""
    tones = shades(main_of(facts.kind, setting.main))
    with canvas.artifact():
        if setting.background:
            place_picture(canvas, setting.background, 0, 0, _WIDTH, _HEIGHT)
        place_painting(canvas, "tho-cam", weaving.paint, tones)
    if facts.sample:
        mark_as_sample(canvas, (_WIDTH + weaving.BAND) / 2, 112 * mm, 31)
    body, above = Style(SEMIBOLD, 12.5, SOFT, tracking=10), Style(REGULAR, 11, SOFT)
    if setting.body_above:
        fitted = shrink(setting.body_above, above, _ROOM)
        draw_line(canvas, setting.body_above, fitted, _LEFT, 187 * mm, "left")
    fitted = shrink(facts.issuer, body, _ROOM)
    draw_line(canvas, facts.issuer, fitted, _LEFT, 181 * mm, "left")
    title = Style(BOLD, 31, tones.title, tracking=10)
    draw_title(canvas, facts, setting, title, Column(_LEFT, _ROOM, 163 * mm, 156.5 * mm, "left"))
    draw_statement(canvas, facts, setting, tones, _STATEMENT)
    _draw_check(canvas, facts)
    draw_signing(canvas, facts, setting, tones, _SIGNING)


def _draw_check(canvas: Paper, facts: CertificateFacts) -> None:
    """Number, QR and code, light on the cloth."""
    middle, room = _CLOTH / 2, _CLOTH - 16 * mm
    number = f"Số: {facts.number}"
    style = shrink(number, Style(SEMIBOLD, 11, _WHITE), room)
    draw_line(canvas, number, style, middle, _QR_BOTTOM + QR_SIDE + 9 * mm)
    draw_symbol(canvas, facts, _QR_LEFT, _QR_BOTTOM)
    small, code = Style(REGULAR, 9, _WHITE), Style(SEMIBOLD, 9.5, _WHITE, tracking=60)
    draw_code(canvas, facts, Column(middle, room, 0, 22 * mm), small, code)
