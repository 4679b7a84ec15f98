"""The process in which a sent file is opened and read: `python -m … SOURCE FOLDER NUMBER`.

A decoder may hang, crash or fill the memory: here that costs nobody but the page. It is given no
settings and no secrets. Reads page NUMBER of the file (a photo has one), writes `picture.jpg` and
`flat.jpg` into the folder, without what the camera wrote into the file, and prints a line of JSON:
{"found": …}, {"blank": true} or {"refused": …}. For page 0 only {"pages": …}: how many there are.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from learners.paper import opening
from learners.paper.reading import Page, Unreadable, read_page

MEMORY = 1_500 * 1024 * 1024
CPU_SECONDS = 30
LARGEST_TARGET = 32 * 1024 * 1024
_KEPT = 3_000  # longest side of the picture that is kept as evidence

_MEMORY_SAID = "Ảnh cần quá nhiều bộ nhớ nên đã dừng. Hãy chụp lại ở chế độ thường rồi gửi."


def answer(source: Path, folder: Path, number: int) -> dict[str, Any]:
    """What is to be said of a page, or of the file (page 0). Raises Unreadable."""
    if not opening.is_pdf(source):
        return {"found": read(opening.open_photo(source), folder)} if number else {"pages": 1}
    if not number:
        return {"pages": opening.pages_in(source)}
    page = opening.draw_page(source, number)
    return {"blank": True} if opening.is_blank(page) else {"found": read(page, folder)}


def read(picture: Image.Image, folder: Path) -> dict[str, Any]:
    """Read the page in a picture, and write both pictures. Raises Unreadable."""
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
    """Read what the command line names; 0 when the answer is on standard output."""
    _limit()
    source, folder, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    try:
        said = answer(source, folder, number)
    except Unreadable as refusal:
        said = {"refused": str(refusal)}
    except MemoryError:
        said = {"refused": _MEMORY_SAID}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
