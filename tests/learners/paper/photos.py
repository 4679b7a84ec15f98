"""A printed sheet, filled in by hand and photographed badly: all of it invented from a seed."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from learners.paper import layout

DPI = 200
_MM = DPI / 25.4
TABLE = (95, 80, 70)  # its colour
# How people mark a box.
HANDS = ("cross", "tick", "fill", "scribble", "slash")


def rasterised(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as a printer would make them."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    pages, begin = [], b"\x89PNG\r\n\x1a\n"
    for piece in done.stdout.split(begin)[1:]:
        pages.append(Image.open(BytesIO(begin + piece)).convert("RGB"))
    return pages


@dataclass(frozen=True)
class Pen:
    """What somebody writes with."""

    colour: tuple[int, int, int]
    thick: float  # millimetres


BLUE, BLACK, RED = Pen((30, 50, 150), 0.6), Pen((25, 25, 25), 0.7), Pen((190, 40, 40), 0.6)
PENCIL = Pen((110, 110, 112), 0.6)
THIN = Pen((40, 60, 160), 0.4)
PENS = (BLUE, BLACK, RED, PENCIL, THIN)


def chance_of(seed: int) -> random.Random:
    """The same chances for the same seed."""
    return random.Random(seed)  # noqa: S311  (chance of a test, not a secret)


class Hand:
    """Draws on a page as a hand does: never quite straight, never quite inside."""

    def __init__(self, page: Image.Image, seed: int) -> None:
        self.page = page.copy()
        self.draw, self.random = ImageDraw.Draw(self.page), chance_of(seed)

    def _stroke(self, points: Sequence[tuple[float, float]], pen: Pen) -> None:
        shaken = [
            (_MM * (x + self.random.gauss(0, 0.15)), _MM * (y + self.random.gauss(0, 0.15)))
            for x, y in points
        ]
        self.draw.line(shaken, fill=pen.colour, width=round(_MM * pen.thick), joint="curve")

    def mark(self, row: int, box: int, how: str, pen: Pen) -> None:
        """A mark in a box (0 to 2) of a row."""
        x, y = list(layout.boxes_of(row))[box]
        size, off = self.random.uniform(4.5, 8.5), self.random.uniform(-0.6, 0.6)
        cx, cy = x + layout.BOX / 2 + off, y + layout.BOX / 2 + self.random.uniform(-0.6, 0.6)
        h = size / 2
        if how in ("cross", "slash"):
            self._stroke([(cx - h, cy + h), (cx, cy), (cx + h, cy - h)], pen)
        if how == "cross":
            self._stroke([(cx - h, cy - h), (cx, cy), (cx + h, cy + h)], pen)
        if how == "tick":
            self._stroke([(cx - h, cy), (cx - h / 4, cy + h), (cx + h, cy - h)], pen)
        if how in ("fill", "scribble"):
            step = 0.5 if how == "fill" else 1.4
            lines, at = [], cy - 3.2
            while at < cy + 3.2:
                lines += [(cx - 3.2, at), (cx + 3.2, at + step / 2)]
                at += step
            self._stroke(lines, pen)

    def sign(self, row: int, pen: Pen) -> None:
        """A wavy name in the last column."""
        y = layout.row_top(row) + layout.ROW / 2
        x = layout.COLUMNS[7] + 4
        curve = [(x + i, y + self.random.uniform(-3, 3)) for i in range(24)]
        self._stroke(curve, pen)

    def done(self) -> Image.Image:
        """The page, written on."""
        return self.page


def filled(page: Image.Image, marks: Mapping[int, tuple[int, str, Pen]], seed: int) -> Image.Image:
    """The page with one mark in each of these rows, and signatures beside those who came."""
    hand = Hand(page, seed)
    for row, (box, how, pen) in marks.items():
        hand.mark(row, box, how, pen)
        if box < 2:
            hand.sign(row, pen)
    return hand.done()


@dataclass(frozen=True)
class Camera:
    """How a picture is taken."""

    turn: float = 0  # degrees
    tilt: float = 0  # how much a far edge shrinks, share of the page
    blur: float = 0  # pixels
    noise: float = 0  # levels of 255
    light: float = 0  # how much darker the dark side is, share
    long_side: int = 2_400
    quality: int = 60
    cover: tuple[int, ...] = ()  # corners that lie outside the picture or under a thumb
    seed: int = 0


def photographed(page: Image.Image, camera: Camera) -> bytes:
    """A JPEG of the page on a dark table."""
    chance = chance_of(camera.seed)
    page = _without_corners(page, camera.cover)
    table = Image.new("RGB", (round(page.width * 1.3), round(page.height * 1.3)), TABLE)
    at = ((table.width - page.width) // 2, (table.height - page.height) // 2)
    table.paste(page, at)
    table = _tilted(table, camera.tilt, chance)
    table = table.rotate(camera.turn, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    scale = camera.long_side / max(table.size)
    table = table.resize(
        (round(table.width * scale), round(table.height * scale)), Image.Resampling.LANCZOS
    )
    if camera.blur:
        table = table.filter(ImageFilter.GaussianBlur(camera.blur))
    pixels = np.asarray(table, dtype=np.float32)
    pixels = pixels * _lit(pixels.shape[:2], camera.light, chance)[..., None]
    if camera.noise:
        grain = np.random.default_rng(camera.seed).standard_normal(pixels.shape[:2], np.float32)
        pixels = pixels + camera.noise * grain[..., None]
    out = BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(
        out, "JPEG", quality=camera.quality
    )
    return out.getvalue()


def _without_corners(page: Image.Image, corners: Sequence[int]) -> Image.Image:
    page = page.copy()
    reach = (layout.MARK_FROM_EDGE + layout.MARK + 1) * _MM
    for corner in corners:
        left = 0 if corner in (1, 4) else page.width - reach
        top = 0 if corner in (1, 2) else page.height - reach
        ImageDraw.Draw(page).rectangle((left, top, left + reach, top + reach), fill=TABLE)
    return page


def _tilted(table: Image.Image, tilt: float, chance: random.Random) -> Image.Image:
    if not tilt:
        return table
    wide, high = table.size
    source = [(0, 0), (wide, 0), (wide, high), (0, high)]
    target = [
        (
            x + chance.uniform(0, tilt) * wide * (1 if x == 0 else -1),
            y + chance.uniform(0, tilt) * high * (1 if y == 0 else -1),
        )
        for x, y in source
    ]
    rows, values = [], []
    for (u, v), (x, y) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    back = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    return table.transform(
        table.size,
        Image.Transform.PERSPECTIVE,
        list(back),
        Image.Resampling.BICUBIC,
        fillcolor=TABLE,
    )


def _lit(shape: tuple[int, int], light: float, chance: random.Random) -> np.ndarray:
    """A lamp on one side: from full light to `1 - light`."""
    high, wide = shape
    angle = chance.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
    along = (x * np.cos(angle) + y * np.sin(angle)) / 1.42
    return (1 - light * (along + 1) / 2).astype(np.float32)


def scanned(*pages: Image.Image) -> bytes:
    """A PDF as an office scanner makes it: a picture a page, a little turned, a little grey."""
    grey = [
        page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=(235, 235, 232)).convert("L")
        for page in pages
    ]
    out = BytesIO()
    grey[0].save(out, "PDF", save_all=True, append_images=grey[1:], resolution=DPI, quality=60)
    return out.getvalue()
