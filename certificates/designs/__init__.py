"""The designs a certificate can be drawn in. A new one is a module here and a line in DESIGNS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from certificates.designs import tea_hill
from certificates.facts import CertificateFacts


@dataclass(frozen=True, slots=True)
class Design:
    """One look of the paper."""

    title: str  # Vietnamese name, for people who choose a design
    page_size: tuple[float, float]  # width and height in points
    draw: Callable[[Canvas, CertificateFacts], None]  # draws the one page, without ending it


DESIGNS: dict[str, Design] = {
    "doi-che": Design("Đồi chè", tea_hill.PAGE_SIZE, tea_hill.draw),
}
