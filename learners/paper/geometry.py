"""From a photographed page to the flat page: corner marks found, the picture straightened. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from learners.paper import layout
from learners.paper.layout import SCALE, Corner

Floats = NDArray[np.float64]
_SEARCHED = 3_200  # longest side in which corner marks are looked for
# How far a corner of a mark may lie from where the whole page says it is, in millimetres: paper
# bends; what lies farther off was misread.
_MOST_BENT = 3.0
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_ENOUGH = 3  # marks after which nothing more is tried


@dataclass(frozen=True, slots=True)
class Mark:
    """A corner mark that was found: what it says, and its four points in the picture."""

    corner: Corner
    points: Floats  # upper left, upper right, lower right, lower left; 4 × 2 pixels


def find_marks(picture: Image.Image) -> list[Mark]:
    """The corner marks in a grey picture; several ways are tried until enough are found."""
    found: dict[Corner, Mark] = {}
    wanted = len(layout.CORNERS)
    for tried, scale in _ways(picture):
        for code in zxingcpp.read_barcodes(tried, formats=_QR):
            corner = layout.parse(code.text)
            if corner and corner not in found:
                at = code.position
                corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
                points = np.array([(p.x, p.y) for p in corners], dtype=float) / scale
                found[corner] = Mark(corner, points)
        if len(found) >= wanted:
            break
        wanted = _ENOUGH
    return list(found.values())


def _ways(picture: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    """The picture as it is, then cleared up in several ways, each with how much it was scaled."""
    scale = min(1.0, _SEARCHED / max(picture.size))
    whole = _scaled(picture, scale)
    yield whole, scale
    yield _sharpened(whole, 4), scale
    even = _evened(whole)
    yield _scaled(even, 0.5), scale / 2
    twice = min(2.0, 4_000 / max(whole.size))
    larger = _scaled(even, twice)
    for radius in (3, 6):  # what is out of focus a little, and more
        yield _sharpened(larger, radius), scale * twice


def _sharpened(picture: Image.Image, radius: int) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(1)).filter(
        ImageFilter.UnsharpMask(radius, 300, 0)
    )


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _evened(picture: Image.Image) -> Image.Image:
    """The picture with the light of its surroundings taken out."""
    small = (
        _scaled(picture, 0.1).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    )
    light = np.asarray(small.resize(picture.size, Image.Resampling.BICUBIC), dtype=float)
    even = np.asarray(picture, dtype=float) / np.maximum(light, 20) * 230
    return Image.fromarray(np.clip(even, 0, 255).astype(np.uint8))


def corner_points(corner: int) -> Floats:
    """The four points of a corner mark on the page, in millimetres."""
    x, y = layout.CORNERS[corner]
    far_x, far_y = x + layout.MARK, y + layout.MARK
    return np.array([(x, y), (far_x, y), (far_x, far_y), (x, far_y)])


def page_of(marks: list[Mark]) -> tuple[Floats, Floats]:
    """Points of the page in millimetres, and where the picture has them."""
    on_page = np.concatenate([corner_points(mark.corner.corner) for mark in marks])
    return on_page, np.concatenate([mark.points for mark in marks])


def fit(on_page: Floats, in_picture: Floats) -> Floats:
    """The 3 × 3 homography from page to picture that fits all points best (least squares, DLT)."""
    page_norm, picture_norm = _normaliser(on_page), _normaliser(in_picture)
    p, q = apply(page_norm, on_page), apply(picture_norm, in_picture)
    zeros, ones = np.zeros(len(p)), np.ones(len(p))
    x, y, u, v = p[:, 0], p[:, 1], q[:, 0], q[:, 1]
    upper = np.stack([x, y, ones, zeros, zeros, zeros, -u * x, -u * y, -u], axis=1)
    lower = np.stack([zeros, zeros, zeros, x, y, ones, -v * x, -v * y, -v], axis=1)
    _, _, rows = np.linalg.svd(np.concatenate([upper, lower]))
    found: Floats = np.linalg.inv(picture_norm) @ rows[-1].reshape(3, 3) @ page_norm
    return found / found[2, 2]


def _normaliser(points: Floats) -> Floats:
    """Moves points around the origin, at a distance of about one: equations stay well behaved."""
    centre = points.mean(axis=0)
    spread = max(float(np.abs(points - centre).mean()), 1e-9)
    x, y = -centre / spread
    return np.array([[1 / spread, 0, x], [0, 1 / spread, y], [0, 0, 1]])


def apply(homography: Floats, points: Floats) -> Floats:
    """Points through a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ homography.T
    result: Floats = mapped[:, :2] / mapped[:, 2:]
    return result


def is_true(homography: Floats, on_page: Floats, in_picture: Floats) -> bool:
    """Whether every point lies where the homography says, as far as paper bends."""
    with np.errstate(all="ignore"):
        inverse = np.asarray(np.linalg.inv(homography), dtype=np.float64)
        back = apply(inverse, in_picture)
    off = np.linalg.norm(back - on_page, axis=1)
    return bool(np.all(np.isfinite(off)) and off.max() <= _MOST_BENT)


def straighten(picture: Image.Image, homography: Floats) -> Floats:
    """The page laid flat, grey from 0 to 255; what lies outside the picture is NaN."""
    wide, high = layout.WIDTH, layout.HEIGHT
    page = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=float)
    corners = apply(homography, page)
    x, y = corners[:, 0], corners[:, 1]
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    fine = (area / (wide * high)) ** 0.5 / SCALE
    if fine > 1.2:  # finer than what is read: averaging takes out the noise of the camera
        scale = 1 / fine
        picture = picture.resize(
            (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))),
            Image.Resampling.BOX,
        )
        homography = np.diag([scale, scale, 1.0]) @ homography
    return _sampled(np.asarray(picture, dtype=np.float32), homography)


def _sampled(grey: NDArray[np.float32], homography: Floats) -> Floats:
    wide, high = round(layout.WIDTH * SCALE), round(layout.HEIGHT * SCALE)
    u, v = np.meshgrid((np.arange(wide) + 0.5) / SCALE, (np.arange(high) + 0.5) / SCALE)
    at = apply(homography, np.column_stack([u.ravel(), v.ravel()]))
    x, y = at[:, 0] - 0.5, at[:, 1] - 0.5
    inside = (x >= 0) & (y >= 0) & (x < grey.shape[1] - 1) & (y < grey.shape[0] - 1)
    left, top = np.where(inside, x, 0).astype(int), np.where(inside, y, 0).astype(int)
    dx, dy = x - left, y - top
    flat = (
        grey[top, left] * (1 - dx) * (1 - dy)
        + grey[top, left + 1] * dx * (1 - dy)
        + grey[top + 1, left] * (1 - dx) * dy
        + grey[top + 1, left + 1] * dx * dy
    )
    result: Floats = np.where(inside, flat, np.nan).reshape(high, wide)
    return result
