"""What was sent, opened as pictures: a photo of any kind, or the pages of a PDF.

Only for the process of its own (`reader_process`): decoders may hang, crash or fill the memory.
"""

import warnings
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from learners.paper.pictures import MOST_PAGES
from learners.paper.reading import Unreadable

MOST_PIXELS = 64_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# Longest side of a page of a PDF in pixels: A4 at 240 dots an inch, more than a page is read with.
_DRAWN = 2_800
# A page is at most so many points (five metres, what PDF itself allows) and at least an inch.
_LARGEST_SIDE, _SMALLEST_SIDE = 14_400, 72
_LOCKED = {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}
# Less of a page than this is darker than its paper by this much: the back of a sheet, with its
# dirt. Low, because what is taken for empty is left out in silence.
_BLANK, _DARKER = 0.0005, 25

NOT_A_PICTURE = (
    "Tệp này không phải ảnh (JPEG, PNG, WebP, HEIC) hay bản quét PDF. "
    "Hãy chụp tờ điểm danh rồi gửi ảnh."
)
TOO_MANY_PIXELS = (
    "Ảnh có kích thước quá lớn. Hãy chụp lại ở chế độ thường (khoảng 12 triệu điểm ảnh)."
)
LOCKED = (
    "Tệp PDF này có mật khẩu nên máy không mở được. Hãy quét lại không đặt mật khẩu, "
    "hoặc chụp ảnh tờ giấy rồi gửi."
)
BROKEN = "Tệp PDF này bị hỏng. Hãy quét lại, hoặc chụp ảnh tờ giấy rồi gửi."
TOO_MANY_PAGES = (
    "Tệp PDF này có {} trang, máy đọc mỗi tệp nhiều nhất {} trang. "
    "Hãy quét riêng tờ điểm danh, nhiều trang thì chia thành nhiều tệp."
)
STRANGE_SIZE = "Trang này của tệp PDF có khổ giấy lạ. Hãy quét lại ở khổ A4 rồi gửi."


def is_pdf(source: Path) -> bool:
    """Whether the content is a PDF, whatever its name; some scanners put a few blanks before."""
    with source.open("rb") as opened:
        return opened.read(64).lstrip(b"\xef\xbb\xbf\0\t\r\n ").startswith(b"%PDF")


def pages_in(source: Path) -> int:
    """How many pages a PDF has. Raises Unreadable, also when there are too many."""
    count = len(_document(source))
    if count > MOST_PAGES:
        raise Unreadable(TOO_MANY_PAGES.format(count, MOST_PAGES))
    if count == 0:
        raise Unreadable(BROKEN)
    return count


def draw_page(source: Path, number: int) -> Image.Image:
    """A page of a PDF (from 1) as a picture. Scripts inside are never run. Raises Unreadable."""
    document = _document(source)
    try:
        page = document[number - 1]
        sides = page.get_size()
        if not _SMALLEST_SIDE <= min(sides) <= max(sides) <= _LARGEST_SIDE:
            raise Unreadable(STRANGE_SIZE)
        drawn = page.render(scale=_DRAWN / max(sides), may_draw_forms=False)
    except (pypdfium2.PdfiumError, IndexError) as broken:
        raise Unreadable(BROKEN) from broken
    return drawn.to_pil().convert("RGB")


def _document(source: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as refused:
        raise Unreadable(LOCKED if refused.err_code in _LOCKED else BROKEN) from refused


def is_blank(page: Image.Image) -> bool:
    """Whether a scanned page has nothing on it: scanners of both sides send the backs too."""
    small = page.convert("L").resize((700, 1_000), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=float)[40:-40, 30:-30]  # without the shadows of the edges
    return bool((grey < np.median(grey) - _DARKER).mean() < _BLANK)


def open_photo(source: Path) -> Image.Image:
    """The photo, the right way up; what it is, its content says. Raises Unreadable."""
    register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            # Pillow's warning about many pixels: the exact limit is ours.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            photo = Image.open(source, formats=_FORMATS)
        if photo.width * photo.height > MOST_PIXELS:
            raise Unreadable(TOO_MANY_PIXELS)
        photo.load()
    except Image.DecompressionBombError as bomb:
        raise Unreadable(TOO_MANY_PIXELS) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError) as broken:
        raise Unreadable(NOT_A_PICTURE) from broken
    return ImageOps.exif_transpose(photo).convert("RGB")
