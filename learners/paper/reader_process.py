"""The process in which a sent picture is opened and read: `python -m … SOURCE FOLDER`.

A decoder may hang, crash or fill the memory: here that costs nobody but the picture. It is given
no settings and no secrets. Writes `picture.jpg` and `flat.jpg` into the folder, without what the
camera wrote into the file, and prints a line of JSON: {"found": …} or {"refused": …}.
"""

import json
import resource
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from learners.paper.reading import Page, Unreadable, read_page

MEMORY = 1_500 * 1024 * 1024
CPU_SECONDS = 30
LARGEST_TARGET = 32 * 1024 * 1024
MOST_PIXELS = 64_000_000
_KEPT = 3_000  # longest side of the picture that is kept as evidence
FORMATS = ("JPEG", "PNG", "WEBP")

NOT_A_PICTURE = "Tệp này không phải ảnh JPEG, PNG hoặc WebP. Hãy chụp tờ điểm danh rồi gửi ảnh."
A_PDF = "Đây là tệp PDF, máy chưa đọc được. Hãy chụp ảnh tờ giấy, hoặc quét thành ảnh JPEG rồi gửi."
HEIC = (
    "Ảnh HEIC của iPhone máy chưa đọc được. Hãy vào Cài đặt → Camera → Định dạng, chọn "
    "“Tương thích nhất”, chụp lại rồi gửi."
)
TOO_MANY_PIXELS = (
    "Ảnh có kích thước quá lớn. Hãy chụp lại ở chế độ thường (khoảng 12 triệu điểm ảnh)."
)
_MEMORY_SAID = "Ảnh cần quá nhiều bộ nhớ nên đã dừng. Hãy chụp lại ở chế độ thường rồi gửi."


def open_picture(source: Path) -> Image.Image:
    """The picture, the right way up; what it is, its content says. Raises Unreadable."""
    head = source.open("rb").read(32)
    if head.startswith(b"%PDF"):
        raise Unreadable(A_PDF)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise Unreadable(HEIC)
    try:
        picture = Image.open(source, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable(TOO_MANY_PIXELS)
        picture.load()
    except Image.DecompressionBombError as bomb:
        raise Unreadable(TOO_MANY_PIXELS) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise Unreadable(NOT_A_PICTURE) from broken
    return ImageOps.exif_transpose(picture).convert("RGB")


def read(source: Path, folder: Path) -> dict[str, Any]:
    """Read the page in `source`, and write both pictures. Raises Unreadable."""
    picture = open_picture(source)
    page = read_page(picture.convert("L"))
    picture.thumbnail((_KEPT, _KEPT), Image.Resampling.BICUBIC)
    # A new image of the pixels alone: nothing of the old file comes along.
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(folder / "picture.jpg", quality=85)
    _flat_image(page).save(folder / "flat.jpg", quality=80)
    return {
        "code": page.code,
        "page": page.page,
        "corners": page.corners,
        "rows": [asdict(row) for row in page.rows],
    }


def _flat_image(page: Page) -> Image.Image:
    return Image.fromarray(np.clip(np.nan_to_num(page.flat, nan=128.0), 0, 255).astype(np.uint8))


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_TARGET),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main() -> int:
    """Read the picture named on the command line; 0 when the answer is on standard output."""
    _limit()
    # Pillow's warning about many pixels: the exact limit is ours, above.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        answer: dict[str, Any] = {"found": read(Path(sys.argv[1]), Path(sys.argv[2]))}
    except Unreadable as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": _MEMORY_SAID}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
