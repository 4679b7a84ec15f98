"""Setting Vietnamese text on a certificate: fonts, what they can draw, kerning and fitting.

The typeface is Be Vietnam Pro (OFL-1.1, see ``fonts/OFL.txt``), whose diacritics were drawn for
Vietnamese. Sizes and places are in points; widths without a size are in thousandths of an em.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

REGULAR = "BeVietnamPro-Regular"
SEMIBOLD = "BeVietnamPro-SemiBold"
BOLD = "BeVietnamPro-Bold"

_FONTS = Path(__file__).parent / "fonts"

# ReportLab sets letters side by side without the font's kerning, which leaves holes in large
# names ("T ô", "V ă"). These are the pairs that matter, rounded from the kern feature of Be
# Vietnam Pro Bold: letters before, letters after, correction in thousandths of an em. Tones do
# not change a letter's side, so the table holds letters without them. The last line is ours: the
# horn of ư hangs over the space after it, and "Nữ Công" would read as one word.
_KERNING = (
    ("TY", "acdđegoq", -102),
    ("T", "vwxz", -100),
    ("TY", "mnpsuư", -64),
    ("T", "ry", -60),
    ("VW", "acdđegoqs", -60),
    ("VW", "mnpuư", -34),
    ("F", "acdđegoqr", -54),
    ("RKX", "acdđegoquư", -46),
    ("K", "ty", -54),
    ("LP", "acdđegoq", -27),
    ("L", "vwy", -60),
    ("A", "vwy", -56),
    ("kxvwyr", "acdđegoq", -28),
    ("beop", "vwxy", -26),
    ("A", "TVWY", -92),
    ("TVWYPF", "A", -86),
    ("L", "TVWY", -120),
    ("KX", "COQG", -50),
    ("DĐOC", "TYA", -42),
    ("TYR", "COQG", -36),
    ("đ", "bhikl", 28),
    ("ưƯ", " ", 70),
)
_PAIRS = {a + b: by for before, after, by in _KERNING for a in before for b in after}


@cache
def load(name: str) -> TTFont:
    """The font, parsed and registered with ReportLab once per process (parsing costs 8 ms)."""
    # Without the 95 readable ASCII letters each embedded subset holds only what the paper says.
    parsed = TTFont(name, str(_FONTS / f"{name}.ttf"), asciiReadable=False)
    pdfmetrics.registerFont(parsed)
    return parsed


def undrawable(text: str) -> list[str]:
    """The characters of ``text`` (in NFC) that would come out as a box, a gap or out of place.

    Besides letters the font lacks these are control and invisible characters, and combining
    marks that did not compose with their letter, which a PDF would set beside it.
    """
    return [char for char in dict.fromkeys(text) if not _is_drawable(char)]


@lru_cache(4096)  # bounded, because people may type anything
def _is_drawable(char: str) -> bool:
    fonts = map(load, (REGULAR, SEMIBOLD, BOLD))
    return unicodedata.category(char)[0] not in "CM" and all(
        font.face.charToGlyph.get(ord(char)) for font in fonts
    )


@cache
def _bare(char: str) -> str:
    """The letter without tone, hook or circumflex, but ư as it is: what kerning looks at."""
    apart = unicodedata.normalize("NFD", char)
    if "\N{COMBINING HORN}" in apart:
        return {"u": "ư", "U": "Ư"}.get(apart[0], apart[0])
    return apart[0]


def _kerns(text: str) -> list[int]:
    """The correction before each character after the first, in thousandths of an em."""
    bare = "".join(map(_bare, text))
    return [_PAIRS.get(bare[i : i + 2], 0) for i in range(len(bare) - 1)]


def width(text: str, font: str) -> int:
    """Kerned width of ``text`` in thousandths of an em."""
    widths = load(font).face.charWidths
    letters: int = sum(widths[ord(char)] for char in text)
    return letters + sum(_kerns(text))


def rise(text: str) -> float:
    """How far the text reaches above its baseline, in ems, with all its marks."""
    return max((_reach(char)[0] for char in text), default=0)


def drop(text: str) -> float:
    """How far it hangs below."""
    return max((_reach(char)[1] for char in text), default=0)


@lru_cache(4096)
def _reach(char: str) -> tuple[float, float]:
    """Above and below the baseline, measured in Be Vietnam Pro Bold over the whole alphabet."""
    apart = unicodedata.normalize("NFD", char)
    base, marks = apart[0], apart[1:]
    below = "\N{COMBINING DOT BELOW}" in marks
    above = len(marks) - below - ("\N{COMBINING HORN}" in marks)
    heights = (0.87, 1.06, 1.23) if char.isupper() else (0.86, 0.86, 1.02)
    return heights[min(above, 2)], 0.25 if below or base in "gpqyjQJ,;()[]/" else 0.03


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks: font, size in points, colour, and extra space between its letters."""

    font: str
    size: float
    colour: Color
    tracking: float = 0  # thousandths of an em


def shrink(text: str, style: Style, room: float) -> Style:
    """The style, made smaller if ``text`` would be wider than ``room`` points in it."""
    needed = (width(text, style.font) + style.tracking * len(text)) * style.size / 1000
    return style if needed <= room else replace(style, size=style.size * room / needed)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text broken into lines, with the size at which each of them fits."""

    lines: tuple[str, ...]
    size: float


def fit(
    text: str, font: str, room: float, one_line: Sequence[float], two_lines: Sequence[float]
) -> Fitted:
    """The largest setting of ``text`` within ``room`` points: it is never clipped.

    Sizes are tried from the first to the last on one line, then on two lines broken at a space.
    What is longer still is shrunk to the room on two lines, or on one if it has no space.
    """
    needed = width(text, font) / 1000
    for size in one_line:
        if needed * size <= room:
            return Fitted((text,), size)
    lines = _halves(text, font)
    needed = max(width(line, font) for line in lines) / 1000
    for size in two_lines:
        if needed * size <= room:
            return Fitted(lines, size)
    return Fitted(lines, room / needed)


def _halves(text: str, font: str) -> tuple[str, ...]:
    """The text in two lines as even as its spaces allow; in one if it has no space.

    A break after a comma reads better, so it may be a fifth less even.
    """
    words = text.split(" ")
    if len(words) == 1:
        return (text,)
    # No letter kerns with a space before it, so words measured alone, each with its space, add up.
    ends = list(accumulate(width(word + " ", font) for word in words))

    def unevenness(count: int) -> float:
        widest = max(ends[count - 1], ends[-1] - ends[count - 1])
        return widest * (0.8 if words[count - 1].endswith(",") else 1)

    first = min(range(1, len(words)), key=unevenness)
    return " ".join(words[:first]), " ".join(words[first:])


def set_line(
    canvas: Canvas,
    text: str,
    style: Style,
    x: float,
    y: float,
    align: Literal["left", "centre"] = "centre",
) -> None:
    """Draw one line with its baseline at ``y``, starting or centred at ``x``.

    Writes the PDF text operators itself, because ReportLab's own have no kerning.
    """
    if not text:
        return
    if align == "centre":
        # Tracking after the last letter is not seen, so it does not count.
        tracked = style.tracking * (len(text) - 1)
        x -= (width(text, style.font) + tracked) * style.size / 2000
    font, document = load(style.font), canvas._doc
    canvas.setFillColor(style.colour)
    code = [f"BT {style.tracking * style.size / 1000:.3f} Tc {x:.2f} {y:.2f} Td"]
    for subset, pieces in _pieces(font, text, document):
        name = font.getSubsetInternalName(subset, document)
        code.append(f"{name} {style.size:.2f} Tf [{pieces}] TJ")
    canvas._code.append(" ".join(code) + " ET")


def _pieces(font: TTFont, text: str, document: object) -> list[tuple[int, str]]:
    """The text as operands of TJ, one list per embedded subset it needs (256 letters each)."""
    pieces: list[tuple[int, str]] = []
    start = 0
    for end, kern in enumerate([*_kerns(text), 0], 1):
        if not kern and end < len(text):
            continue
        for subset, glyphs in font.splitString(text[start:end], document):
            if not pieces or pieces[-1][0] != subset:
                pieces.append((subset, ""))
            pieces[-1] = (subset, f"{pieces[-1][1]}<{glyphs.hex()}>")
        # TJ moves left by what it is given, hence the sign.
        pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]}{-kern or ''}")
        start = end
    return pieces
