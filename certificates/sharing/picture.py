"""The picture of a paper for Zalo and Facebook: words in, PNG out; the same words, the same bytes.

Drawn at twice its size and made smaller, so that letters and hills have soft edges. It is no paper
and does not look like one: no frame, no number, no QR, no signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from certificates.drawing import lettering
from certificates.drawing.facts import Kind
from certificates.drawing.lettering import BOLD, REGULAR, SEMIBOLD
from certificates.drawing.render import UndrawableName
from certificates.sharing.telling import Told

_FINER = 2
_FONTS = Path(lettering.__file__).parent / "fonts"
_PAPER, _INK, _SOFT = "#fffdf6", "#26352d", "#52645a"
_SUN = ((1.0, "#fdf8ea"), (0.76, "#fbf0d3"), (0.55, "#f5dfa4"))


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's width and height, and where its words stand, in pixels."""

    width: int
    height: int
    name_at: int  # the middle of the name
    lettering: float  # how large letters are, beside those of the wide picture
    hills: float  # how high the hills are, likewise


SIZES = {
    "rong": Size(1200, 630, 212, 1.0, 1.0),  # the preview card of both (1.91 : 1)
    "vuong": Size(1080, 1080, 372, 1.3, 1.7),  # a post
}


@dataclass(frozen=True, slots=True)
class _Look:
    """Colours of a kind of paper, as its designs have them: nobody takes one for another."""

    main: str
    deep: str
    hills: tuple[str, str, str, str]  # from the back to the front


_LOOKS = {
    Kind.COMPLETION: _Look("#1f6b4a", "#12422d", ("#c8e0d1", "#8dbfa3", "#3f8a66", "#1f6b4a")),
    Kind.ATTENDANCE: _Look("#34507a", "#1d3152", ("#cfdae8", "#a3b6cf", "#6580a6", "#3f5c87")),
    Kind.TRAINER: _Look("#8a3b12", "#5c2508", ("#ecd4c1", "#dcae8c", "#b9713f", "#8a3b12")),
}
# Heights of the crests in thousandths of the picture's width, from its left to its right side.
_CRESTS: tuple[Sequence[int], ...] = (
    (98, 115, 108, 128, 146, 138, 150, 142, 121, 128, 111, 101, 111),
    (61, 67, 77, 81, 74, 64, 67, 84, 101, 109, 108, 101, 94),
    (94, 98, 94, 84, 69, 57, 50, 47, 50, 61, 71, 77, 81),
    (57, 54, 50, 50, 54, 61, 67, 69, 64, 57, 50, 50, 57),
)


def draw(told: Told, size: Size) -> bytes:
    """The picture as PNG. Raises UndrawableName rather than leave a box in a name."""
    for field in ("who", "what", "issuer"):
        if missing := lettering.undrawable(getattr(told, field)):
            raise UndrawableName(field, missing)
    sheet = Image.new("RGB", (size.width * _FINER, size.height * _FINER), _PAPER)
    pen = _Pen(ImageDraw.Draw(sheet), size)
    look = _LOOKS[told.kind]
    _paint_hills(pen, look)
    _write(pen, look, told)
    file = BytesIO()
    sheet.resize((size.width, size.height), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws on a finer sheet in the pixels of the picture."""

    on: ImageDraw.ImageDraw
    size: Size

    def polygon(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """A filled shape."""
        self.on.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=colour)

    def circle(self, x: float, y: float, radius: float, colour: str) -> None:
        """A disc."""
        self.on.circle((x * _FINER, y * _FINER), radius * _FINER, fill=colour)

    def line(self, text: str, font: str, size: float, y: float, colour: str) -> None:
        """A line of letters with its foot at `y`, in the middle; smaller if it would not fit."""
        needed, room = lettering.width(text, font) * size / 1000, self.size.width * 0.88
        size *= min(1, room / needed) if needed else 1
        face = _face(font, size * _FINER)
        left = (self.size.width - lettering.width(text, font) * size / 1000) / 2
        for i, letter in enumerate(text):
            # Pillow knows no kerning without a font's tables; the papers' own is used.
            before = lettering.width(text[: i + 1], font) - lettering.width(letter, font)
            at = ((left + before * size / 1000) * _FINER, y * _FINER)
            self.on.text(at, letter, fill=colour, font=face, anchor="ls")


@cache
def _file(font: str) -> bytes:
    return (_FONTS / f"{font}.ttf").read_bytes()


def _face(font: str, size: float) -> ImageFont.FreeTypeFont:
    # Made anew each time: a face may not be shared between threads.
    return ImageFont.truetype(BytesIO(_file(font)), size, layout_engine=ImageFont.Layout.BASIC)


def _write(pen: _Pen, look: _Look, told: Told) -> None:
    big, y = pen.size.lettering, float(pen.size.name_at)
    pen.line(told.issuer, SEMIBOLD, 25 * big, y - 118 * big, _SOFT)
    if told.sample:
        pen.line("BẢN MẪU, KHÔNG CÓ GIÁ TRỊ", BOLD, 22 * big, y - 78 * big, "#b03a20")
    room = pen.size.width * 0.88
    name = lettering.fit(told.who, BOLD, room, (84 * big, 72 * big, 60 * big), (54 * big, 46 * big))
    y = _lines(pen, name, BOLD, y, look.deep)
    pen.line(told.did, REGULAR, 31 * big, y + 54 * big, _INK)
    what = lettering.fit(
        told.what, BOLD, room, (54 * big, 46 * big, 40 * big), (38 * big, 32 * big)
    )
    _lines(pen, what, BOLD, y + 114 * big, look.main)
    pen.line(told.when, SEMIBOLD, 25 * big, pen.size.height - 24 * big, "#ffffff")


def _lines(pen: _Pen, fitted: lettering.Fitted, font: str, y: float, colour: str) -> float:
    """Lines of letters around `y`; where the foot of the last one is."""
    step = fitted.size * 1.16
    foot = y + fitted.size * 0.36 - step * (len(fitted.lines) - 1) / 2
    for i, line in enumerate(fitted.lines):
        pen.line(line, font, fitted.size, foot + i * step, colour)
    return foot + step * (len(fitted.lines) - 1)


def _paint_hills(pen: _Pen, look: _Look) -> None:
    """Sun and four hills, from the back to the front."""
    width, height = pen.size.width, pen.size.height
    unit = width * pen.size.hills / 1000
    for share, colour in _SUN:
        pen.circle(width / 2, height - 140 * unit, width * 0.075 * share, colour)
    for colour, crest in zip(look.hills, _CRESTS, strict=True):
        step = width / (len(crest) - 1)
        points = [(i * step, height - rise * unit) for i, rise in enumerate(crest)]
        pen.polygon([*_smooth(points), (width, height), (0, height)], colour)


def _smooth(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A curve through the points (Catmull–Rom), ten steps from one to the next."""
    around = [points[0], *points, points[-1]]
    curve = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        for t in (i / 10 for i in range(10)):
            weights = (
                (-t + 2 * t**2 - t**3) / 2,
                (2 - 5 * t**2 + 3 * t**3) / 2,
                (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )
            x, y = (
                sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in (0, 1)
            )
            curve.append((x, y))
    return [*curve, points[-1]]
