"""A sent picture into what its rows say, in a process of its own; and rows cut out to be shown."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from PIL import Image

from learners.paper.layout import ROWS, row_pieces
from lms.core.errors import DomainError

LARGEST = 15 * 1024 * 1024  # bytes; a phone's picture has three to eight million
WALL_SECONDS = 40
_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)
_BROKEN = "Không đọc được ảnh này. Hãy chụp lại tờ điểm danh, đủ bốn góc, nơi sáng, rồi gửi lại."
EMPTY = "Tệp này trống. Hãy chọn lại ảnh tờ điểm danh."
TOO_LARGE = "Ảnh nặng quá 15 MB. Hãy chụp lại ở chế độ thường rồi gửi."


class UnreadablePicture(DomainError):
    """The picture is no page that can be read; the sentence says what to do next."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a picture of a page says."""

    code: str
    page: int
    corners: list[int]
    rows: list[dict[str, Any]]


def read_picture(source: Path, folder: Path) -> Found:
    """Read the page in a picture; `picture.jpg` and `flat.jpg` then lie in `folder`.

    The reader has limits on memory, time and pixels and knows no secrets: its death is a refusal.
    Raises UnreadablePicture.
    """
    command = [sys.executable, "-m", "learners.paper.reader_process", str(source), str(folder)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603  (our own program, names we made)
            command,
            cwd=_ROOT,
            # One thread: each of numpy's would reserve memory of its own.
            env=environment | {"OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {"refused": _BROKEN}
    else:
        if not answer:
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            _log.warning(
                "the reader of a sheet ended with %s (%s)",
                done.returncode,
                said.partition(":")[0][:60],
            )
    if "found" not in answer:
        raise UnreadablePicture(str(answer.get("refused", _BROKEN)))
    return Found(**answer["found"])


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
