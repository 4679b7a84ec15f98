"""What came back from signing, opened: one PDF, or a ZIP of them. Nothing in it names a file."""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

MOST_BYTES = 60 * 1024 * 1024
_MOST_FILES = 400
_MOST_BYTES_OF_ONE = 5 * 1024 * 1024
_MOST_BYTES_IN_ALL = 200 * 1024 * 1024
_DIRECTORY = struct.Struct("<4s4H2LH")  # end of central directory, PKWARE APPNOTE 4.3.16


class BadParcel(ValueError):
    """The file cannot be opened; the words are for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that came back: its content, or why it is not looked at."""

    name: str
    content: bytes = b""
    refusal: str = ""


def open_parcel(name: str, content: bytes) -> list[Piece]:
    """The PDF files that were sent. Raises BadParcel."""
    if content.startswith(b"%PDF-"):
        return [Piece(_shown(name), content)]
    if not content.startswith(b"PK"):
        raise BadParcel("Tệp này không phải PDF hay ZIP. Hãy gửi tệp PDF đã ký, hoặc ZIP các tệp.")
    _must_be_small(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return list(_pieces(packed))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as broken:
        if isinstance(broken, BadParcel):
            raise
        raise BadParcel("Tệp ZIP bị hỏng. Hãy nén lại rồi gửi.") from broken


def _must_be_small(content: bytes) -> None:
    """Refuse a directory of millions before anything is made of it."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or len(content) < at + _DIRECTORY.size:
        raise BadParcel("Tệp ZIP bị hỏng. Hãy nén lại rồi gửi.")
    told = _DIRECTORY.unpack_from(content, at)
    if told[4] > _MOST_FILES or told[5] > _MOST_FILES * 1_000:
        raise BadParcel(f"Tệp ZIP có quá {_MOST_FILES} tệp. Hãy chia thành nhiều tệp nhỏ hơn.")


def _pieces(packed: zipfile.ZipFile) -> Iterator[Piece]:
    entries = packed.infolist()
    if len(entries) > _MOST_FILES:
        raise BadParcel(f"Tệp ZIP có quá {_MOST_FILES} tệp. Hãy chia thành nhiều tệp nhỏ hơn.")
    left = _MOST_BYTES_IN_ALL
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or "__MACOSX" in path.parts or path.suffix.lower() != ".pdf":
            continue
        shown = _shown(entry.filename)
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            yield Piece(shown, refusal="Tên tệp trong ZIP dẫn ra ngoài thư mục, nên không nhận.")
        elif entry.flag_bits & 1:
            yield Piece(shown, refusal="Tệp trong ZIP có mật khẩu. Hãy nén lại không đặt mật khẩu.")
        else:
            with packed.open(entry) as file:
                content = file.read(min(_MOST_BYTES_OF_ONE, left) + 1)
            left -= len(content)
            if left < 0:
                raise BadParcel("Các tệp trong ZIP giải nén ra quá lớn. Hãy chia thành nhiều tệp.")
            if len(content) > _MOST_BYTES_OF_ONE:
                yield Piece(shown, refusal="Tệp giải nén ra quá 5 MB; giấy của ta nhẹ hơn nhiều.")
            else:
                yield Piece(shown, content)


def _shown(name: str) -> str:
    """The name as it may be shown: its last part, short."""
    return name.replace("\\", "/").rpartition("/")[2][-80:]
