"""Pictures that authors upload, made ready for paper: what they hold decides, not their name.

What is kept is drawn anew from the dots alone, so no metadata, no second frame and no trick of a
file survives. PDF/A-1 knows no transparency: a background lies on white, and the white of a hand
or a seal is one colour of a palette that is not painted. Pure.
"""

from __future__ import annotations

import hashlib
import warnings
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from certificates.drawing.palette import LIGHT_ENOUGH
from certificates.drawing.setting import Picture

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
_READ = ("JPEG", "PNG", "WEBP")
_DOTS_PER_MM = 400 / 25.4  # lines of a pen, as printers draw them
_PAGE = (2339, 1654)  # A4 at 200 dpi
_HEAVIEST_BACKGROUND = 300_000
_COLOURS = 31
# Lighter than the paper of a scan by less than this is the paper itself.
_PAPER = 28


class Use(StrEnum):
    """What a picture is for. Stored, so never renamed."""

    HAND = "hand"
    SEAL = "seal"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class _Limits:
    """How large a picture is printed, and the least width in dots that looks right there."""

    width: float  # mm
    height: float
    least: int


_LIMITS = {Use.HAND: _Limits(44, 19, 250), Use.SEAL: _Limits(29, 29, 300)}

TOO_HEAVY = "Ảnh nặng quá 8 MB. Hãy lưu lại ở cỡ nhỏ hơn (khổ A4 ở 200–300 dpi là đủ) rồi tải lên."
TOO_LARGE = "Ảnh có quá nhiều điểm ảnh nên máy không mở. Hãy thu nhỏ còn khoảng 3.500 × 2.500 điểm."
NO_PICTURE = "Tệp này không phải ảnh JPEG, PNG hay WebP, hoặc đã hỏng. Hãy lưu lại ảnh rồi tải lên."
IS_SVG = "Ảnh SVG có thể chứa mã lệnh nên không nhận. Hãy xuất ra PNG ở 300 dpi rồi tải lên."
IS_PDF = "Đây là tệp PDF, không phải ảnh. Hãy xuất trang đó ra PNG ở 300 dpi rồi tải lên."
IS_HEIC = "Ảnh HEIC của iPhone chưa dùng được ở đây. Hãy lưu lại thành JPEG hoặc PNG rồi tải lên."
IS_MOVING = "Ảnh động không in được lên giấy. Hãy lưu một khung hình thành PNG rồi tải lên."
IS_CMYK = "Ảnh dùng màu in CMYK, đưa lên giấy sẽ sai màu. Hãy xuất lại ở hệ màu RGB (sRGB)."
IS_DEEP = "Ảnh có độ sâu màu hơn 8 bit. Hãy lưu lại thành PNG 8 bit rồi tải lên."
IS_UPRIGHT = "Ảnh nền phải nằm ngang theo khổ A4 (rộng gấp khoảng 1,41 cao). Hãy cắt lại ảnh."
IS_SMALL = "Ảnh quá nhỏ, in ra sẽ vỡ nét: cần rộng ít nhất {} điểm ảnh. Hãy quét lại ở 300 dpi."
IS_BLANK = "Không thấy nét nào trên ảnh. Hãy chọn ảnh nét mực trên nền trắng hoặc nền trong suốt."
IS_FULL = "Nền ảnh không trắng. Hãy quét nét mực trên giấy trắng, hoặc dùng PNG nền trong suốt."


class BadPicture(ValueError):
    """The file cannot be used; the message is a Vietnamese sentence that says what to do."""


def prepare(data: bytes, use: Use) -> Picture:
    """The picture as it goes into papers. Raises BadPicture for whatever is none, or unfit."""
    if len(data) > MOST_BYTES:
        raise BadPicture(TOO_HEAVY)
    try:
        with warnings.catch_warnings():
            # Pillow's warning about many dots: the exact limit is ours.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(BytesIO(data), formats=_READ)
        _refuse_unfit(found, use)
        picture = _in_srgb(found)
    except BadPicture:
        raise
    except Image.DecompressionBombError as bomb:
        raise BadPicture(TOO_LARGE) from bomb
    except UnidentifiedImageError as other:
        raise BadPicture(_other_file(data)) from other
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, zlib.error) as broken:
        raise BadPicture(NO_PICTURE) from broken
    return _background(picture) if use == Use.BACKGROUND else _ink(picture, use)


def _other_file(data: bytes) -> str:
    """What somebody chose instead of a picture."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<svg" in data[:4096].lower() or head.startswith(b"<?xml"):
        return IS_SVG
    if head.startswith(b"%PDF-"):
        return IS_PDF
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return IS_HEIC
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return IS_MOVING
    return NO_PICTURE


def _refuse_unfit(found: Image.Image, use: Use) -> None:
    """What can be told before a single dot is read."""
    if found.width * found.height > MOST_PIXELS:
        raise BadPicture(TOO_LARGE)
    # Phones store a second, smaller photo behind the first one (MPO): the first is the picture.
    if found.format != "MPO" and getattr(found, "n_frames", 1) > 1:
        raise BadPicture(IS_MOVING)
    if found.mode == "CMYK":
        raise BadPicture(IS_CMYK)
    if found.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
        raise BadPicture(IS_DEEP)
    turned = found.getexif().get(0x0112, 1) > 4  # held upright: EXIF turns it by a quarter
    width, height = found.size[::-1] if turned else found.size
    least = _PAGE[0] // 2 if use == Use.BACKGROUND else _LIMITS[use].least
    if width < least or height < 20:
        raise BadPicture(IS_SMALL.format(f"{least:,}".replace(",", ".")))
    if use == Use.BACKGROUND and not 1.30 <= width / height <= 1.53:
        raise BadPicture(IS_UPRIGHT)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Red, green, blue and how solid, in the colours that papers mean."""
    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    seen = picture.convert("RGBA")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return seen
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        solid = seen.getchannel("A")
        meant = ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), "RGB", "RGB")
        seen = ImageCms.applyTransform(seen.convert("RGB"), meant) or seen
        seen.putalpha(solid)
    except (ImageCms.PyCMSError, OSError):
        return picture.convert("RGBA")  # a broken profile says nothing
    return seen


def _on_white(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _background(picture: Image.Image) -> Picture:
    """A JPEG of the whole page, light enough for the text on it."""
    page = ImageOps.fit(_on_white(picture), _PAGE, Image.Resampling.LANCZOS)
    dots = np.asarray(page, dtype=np.float32)
    linear = (dots[::8, ::8] / 255) ** 2.2
    share = 0.0
    while share < 1:
        lit = (
            (((dots[::8, ::8] + (255 - dots[::8, ::8]) * share) / 255) ** 2.2) if share else linear
        )
        if np.percentile(lit @ (0.2126, 0.7152, 0.0722), 1) >= LIGHT_ENOUGH:
            break
        share += 0.05
    page = Image.fromarray((dots + (255 - dots) * min(share, 1)).round().astype(np.uint8))
    for quality in (85, 75, 65, 55, 45, 35):
        out = BytesIO()
        page.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= _HEAVIEST_BACKGROUND:
            break
    return _named(page.width, page.height, out.getvalue(), b"")


def _ink(picture: Image.Image, use: Use) -> Picture:
    """The lines alone, in few colours; what was paper is see-through."""
    lines = _without_paper(picture)
    box = lines.getchannel("A").getbbox()
    if box is None:
        raise BadPicture(IS_BLANK)
    lines = lines.crop(box)
    limits = _LIMITS[use]
    lines.thumbnail((round(limits.width * _DOTS_PER_MM), round(limits.height * _DOTS_PER_MM)))
    inked = np.asarray(lines.getchannel("A")) >= 40
    if inked.mean() > (0.85 if use == Use.SEAL else 0.6):
        raise BadPicture(IS_FULL)
    few = _on_white(lines).quantize(_COLOURS, dither=Image.Dither.NONE)
    colours = bytes(few.getpalette() or [])[: 3 * _COLOURS]
    numbers = np.where(inked, np.asarray(few) + 1, 0).astype(np.uint8)
    content = zlib.compress(numbers.tobytes(), 9)
    return _named(lines.width, lines.height, content, b"\xff\xff\xff" + colours)


def _without_paper(picture: Image.Image) -> Image.Image:
    """What was see-through stays so; of a scan, what is as light as its paper becomes so."""
    solid = np.array(picture.getchannel("A"))
    if (solid > 250).mean() > 0.98:
        grey = np.asarray(picture.convert("L"), dtype=np.int16)
        paper = int(np.percentile(grey, 90))
        # Soft at the edge of a line, as ink is.
        solid = np.clip((paper - _PAPER / 2 - grey) * (255 / _PAPER), 0, 255).astype(np.uint8)
        picture = picture.copy()
        picture.putalpha(Image.fromarray(solid))
    return picture


def _named(width: int, height: int, content: bytes, palette: bytes) -> Picture:
    """Called by what it holds: the same picture uploaded twice is one."""
    seed = f"{width}x{height}:".encode() + palette + b":" + content
    return Picture(hashlib.sha256(seed).hexdigest(), width, height, content, palette)
