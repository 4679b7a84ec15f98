"""The colours of papers: one for each kind, told apart from across a table, and their shades.

Contrast and lightness are those of WCAG 2.2; the distance of two colours is CIE76 in CIELAB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import Color, HexColor

from certificates.drawing.facts import Kind

# A new kind of paper is one line here and one in `words.WORDS`.
MAIN: dict[str, str] = {
    Kind.COMPLETION: "#1f6b4a",  # tea green
    Kind.ATTENDANCE: "#34507a",  # the blue before sunrise
    Kind.TRAINER: "#8a3b12",  # the hills in the evening
}
INK = HexColor("#26352d")
SOFT = HexColor("#4a5c52")
GOLD = HexColor("#b8954a")
MARK = HexColor("#f3d9d3")
WARNING = HexColor("#9b2c1f")

READABLE = 4.5  # WCAG 2.2, 1.4.3
# Two papers side by side: less than this and a glance may mix them up.
FAR_APART = 22
# How light the darkest of a background may be, so that the softest text on it stays readable.
LIGHT_ENOUGH = 0.8

_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Shades:
    """One colour, and what a design needs beside it, from the palest to the deepest."""

    mist: str
    far: str
    middle: str
    near: tuple[tuple[str, str], ...]  # of each hill: ground, rows of bushes
    main: str
    deep: str

    @property
    def title(self) -> Color:
        """Of title and course."""
        return HexColor(self.main)

    @property
    def name(self) -> Color:
        """Of name, and of whoever signs."""
        return HexColor(self.deep)


def is_colour(text: str) -> bool:
    """Whether it is a colour as it is stored: # and six small hexadecimal digits."""
    return bool(_HEX.fullmatch(text))


def main_of(kind: Kind, chosen: str = "") -> str:
    """The chosen colour, or that of the kind."""
    return chosen or MAIN[kind]


@cache
def shades(main: str) -> Shades:
    """All shades of a colour."""
    return Shades(
        mist=mix(main, 0.95),
        far=mix(main, 0.88),
        middle=mix(main, 0.76),
        near=(
            (mix(main, 0.5), mix(main, 0.62)),
            (mix(main, 0.15), mix(main, 0.34)),
            (main, mix(main, 0.15)),
        ),
        main=main,
        deep=mix(main, -0.4),
    )


def mix(colour: str, white: float) -> str:
    """The colour with a share of white, or of black when the share is negative."""
    aim = 255 if white > 0 else 0
    share = abs(white)
    return "#" + "".join(f"{round(part + (aim - part) * share):02x}" for part in _parts(colour))


def lightness(colour: str) -> float:
    """Relative luminance, from 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, ground: float = 1.0) -> float:
    """How a colour stands out from a ground of that lightness, from 1 to 21."""
    low, high = sorted((lightness(colour), ground))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str) -> float:
    """How different two colours look."""
    pairs = zip(_lab(one), _lab(other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> tuple[float, ...]:
    shares = [part / 255 for part in _parts(colour)]
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in shares)


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
