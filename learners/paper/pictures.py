"""A sent file into what its pages say, in a process of its own; and rows cut out to be shown."""

import json
import logging
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from PIL import Image

from learners.paper.layout import ROWS, row_pieces
from lms.core.children import run_child
from lms.core.errors import DomainError

LARGEST = 15 * 1024 * 1024  # bytes; a phone's picture has three to eight million
MOST_PAGES = 10  # of a scan: a page takes a second or two, and somebody waits
WALL_SECONDS = 40
_log = logging.getLogger(__name__)
_BROKEN = "Không đọc được tệp này. Hãy chụp lại tờ điểm danh, đủ bốn góc, nơi sáng, rồi gửi lại."
EMPTY = "Tệp này trống. Hãy chọn lại ảnh tờ điểm danh."
BLANK = "Các trang trong tệp này đều trống. Hãy quét mặt có chữ của tờ điểm danh rồi gửi lại."
TOO_LARGE = (
    "Tệp nặng quá 15 MB. Hãy chụp lại ở chế độ thường, "
    "hoặc quét ở độ nét thấp hơn (200 dpi) rồi gửi."
)


class UnreadablePicture(DomainError):
    """The picture is no page that can be read; the sentence says what to do next."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a picture of a page says."""

    code: str
    page: int
    corners: list[int]
    rows: list[dict[str, Any]]


def pages_in(source: Path) -> int:
    """How many pages a file has: a photo one, a scan several. Raises UnreadablePicture."""
    return int(_told(source, source.parent, 0).get("pages", 0))


def read_page(source: Path, folder: Path, number: int) -> Found | None:
    """Read a page of a file (from 1); `picture.jpg` and `flat.jpg` then lie in `folder`.

    None for the empty back of a scanned sheet. The reader has limits on memory, time and pixels
    and knows no secrets: its death is a refusal. Raises UnreadablePicture.
    """
    said = _told(source, folder, number)
    return None if "blank" in said else Found(**said["found"])


def _told(source: Path, folder: Path, number: int) -> dict[str, Any]:
    """What the reader answers. Raises UnreadablePicture when it refuses, or dies."""
    said: dict[str, Any] = {}
    try:
        done = run_child(
            "learners.paper.reader_process",
            *(str(source), str(folder), str(number)),
            seconds=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        _log.warning("the reader of a sheet took too long")
    else:
        if done.returncode == 0:
            said = json.loads(done.stdout)
        else:
            # The name of the exception only: its words may hold what stands in the file.
            raised = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            name = raised.partition(":")[0][:60]
            _log.warning("the reader of a sheet ended with %s (%s)", done.returncode, name)
    if not said or "refused" in said:
        raise UnreadablePicture(str(said.get("refused", _BROKEN)))
    return said


def cut_out(flat: IO[bytes], row: int) -> bytes:
    """A row of a straightened page (from 0) as a JPEG: who it is above, what they marked below.

    In two pieces, because a phone is narrow. The whole page for a row that is none.
    """
    with Image.open(flat, formats=("JPEG",)) as page:
        piece = _stacked(page, row) if 0 <= row < ROWS else page
        out = BytesIO()
        piece.save(out, "JPEG", quality=80)
    return out.getvalue()


def _stacked(page: Image.Image, row: int) -> Image.Image:
    pieces = [page.crop(edges) for edges in row_pieces(row)]
    stacked = Image.new("L", (pieces[0].width, sum(piece.height for piece in pieces)))
    for number, piece in enumerate(pieces):
        stacked.paste(piece, (0, number * pieces[0].height))
    return stacked
