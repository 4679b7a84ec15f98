"""The design "Đồi chè": A4 landscape, dawn over the tea hills of Thái Nguyên.

Not an administrative document, so it carries no Quốc hiệu and Tiêu ngữ and its layout is free
(Decree 30/2020/NĐ-CP, Article 7, lists the documents that must). The date keeps the Decree's form.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from certificates.drawing.archive import Paper
from certificates.drawing.designs import hills
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.lettering import BOLD, SEMIBOLD, Style, shrink
from certificates.drawing.palette import SOFT, main_of, shades
from certificates.drawing.parts import (
    QR_SIDE,
    Column,
    draw_check,
    draw_line,
    draw_signing,
    draw_statement,
    draw_title,
    mark_as_sample,
)
from certificates.drawing.pictures import PAGE_SIZE, place_painting, place_picture
from certificates.drawing.setting import Setting

SIGNATURE_BOX = (203 * mm, 54 * mm, 60 * mm, 15.5 * mm)

_WIDTH, _HEIGHT = PAGE_SIZE
_MIDDLE = _WIDTH / 2
_QR_LEFT, _QR_BOTTOM = 25 * mm, 48.5 * mm
_STATEMENT = Column(_MIDDLE, 232 * mm, 159 * mm, 91.5 * mm)
_SIGNING = Column(128 * mm, 147 * mm, _QR_BOTTOM + QR_SIDE - 8, _QR_BOTTOM)


def draw(canvas: Paper, facts: CertificateFacts, setting: Setting) -> None:
    """Draw the whole page on ``canvas``, which must have the size ``PAGE_SIZE``."""
    tones = shades(main_of(facts.kind, setting.main))
    with canvas.artifact():
        if setting.background:
            place_picture(canvas, setting.background, 0, 0, _WIDTH, _HEIGHT)
        else:
            place_painting(canvas, "doi-che", hills.paint, tones)
    if facts.sample:
        mark_as_sample(canvas, _MIDDLE, 131 * mm)
    body = Style(SEMIBOLD, 12.5, SOFT, tracking=20)
    above = Style(SEMIBOLD, 10, SOFT, tracking=20)
    draw_line(
        canvas,
        setting.body_above,
        shrink(setting.body_above, above, 100 * mm) if setting.body_above else above,
        _MIDDLE,
        181.4 * mm,
    )
    y = 176.8 * mm if setting.body_above else 178.3 * mm
    draw_line(canvas, facts.issuer, shrink(facts.issuer, body, 190 * mm), _MIDDLE, y)
    title = Style(BOLD, 31, tones.title, tracking=30)
    draw_title(canvas, facts, setting, title, Column(_MIDDLE, 235 * mm, 163.5 * mm, 157.5 * mm))
    draw_statement(canvas, facts, setting, tones, _STATEMENT)
    draw_check(canvas, facts, _QR_LEFT, _QR_BOTTOM)
    draw_signing(canvas, facts, setting, tones, _SIGNING)
