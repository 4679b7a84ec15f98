"""The designs a certificate can be drawn in. A new one is a module here and a line in DESIGNS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from certificates.drawing.archive import Paper
from certificates.drawing.designs import brocade, formal, tea_hill
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.setting import Setting

Box = tuple[float, float, float, float]  # left, bottom, width, height in points


@dataclass(frozen=True, slots=True)
class Design:
    """One look of the paper."""

    title: str  # Vietnamese name, for people who choose a design
    # Draws the one page, of `pictures.PAGE_SIZE`, without ending it.
    draw: Callable[[Paper, CertificateFacts, Setting], None]
    # Kept free of letters, for a visible signature that is put on later.
    signature_box: Box


# The key is stored with every paper: one that was used is never renamed.
DESIGNS: dict[str, Design] = {
    "doi-che": Design("Đồi chè", tea_hill.draw, tea_hill.SIGNATURE_BOX),
    "trang-trong": Design("Trang trọng", formal.draw, formal.SIGNATURE_BOX),
    "tho-cam": Design("Thổ cẩm", brocade.draw, brocade.SIGNATURE_BOX),
}
