"""Delimited text (CSV): its encoding and delimiter, told by content. In the parser's process."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from learners.imports.encodings import CONVERTERS, share_of_vietnamese
from learners.imports.kinds import Refused

LONGEST_CELL_READ = 2_000_000
_SAMPLE = 256 * 1024
_DELIMITERS = ";,\t|"
ONE_COLUMN = (
    "Tệp chỉ có một cột. Danh sách cần ít nhất cột họ và tên và cột ngày sinh, "
    "ngăn cách bằng dấu phẩy, chấm phẩy hoặc tab."
)
_UNKNOWN = (
    "Không nhận ra bảng mã chữ của tệp. Hãy mở bằng Excel, chọn Lưu thành (Save As) "
    "“CSV UTF-8” hoặc .xlsx rồi gửi lại."
)


@dataclass(frozen=True, slots=True)
class Text:
    """How a text file is to be read. `legacy` names a converter of `encodings`, or is empty."""

    encoding: str  # as shown: utf-8, utf-8-sig, utf-16, windows-1258, tcvn3, vni
    codec: str  # as Python reads it
    legacy: str
    delimiter: str
    skipped: int  # lines before the table: Excel's own "sep=;"


def examine(source: Path) -> Text:
    """The encoding and the delimiter of a text. Raises Refused when either cannot be told."""
    csv.field_size_limit(LONGEST_CELL_READ)
    with source.open("rb") as file:
        start = file.read(_SAMPLE)
    encoding, codec, legacy = _encoding(source, start)
    text = start.decode(codec, "ignore")
    first, *_ = text.lstrip("\ufeff").split("\n", 1)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return Text(encoding, codec, legacy, first[4], 1)
    return Text(encoding, codec, legacy, _delimiter(text, len(start) == _SAMPLE), 0)


def rows_of(source: Path, text: Text) -> Iterator[list[str]]:
    """The rows of a text, one at a time; raises Refused where it stops being one."""
    errors = "replace" if text.codec in ("cp1252", "cp1258") else "strict"
    with source.open(encoding=text.codec, errors=errors, newline="") as file:
        lines: Iterator[str] = islice(file, text.skipped, None)
        if text.codec == "cp1258":  # its tones are letters of their own
            lines = (unicodedata.normalize("NFC", line) for line in lines)
        try:
            yield from csv.reader(lines, delimiter=text.delimiter)
        except (UnicodeDecodeError, csv.Error) as broken:
            raise Refused("Tệp bị hỏng ở giữa chừng. Hãy lưu lại rồi gửi lại.") from broken


def _encoding(source: Path, start: bytes) -> tuple[str, str, str]:
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", "utf-8-sig", ""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "utf-16", ""
    if b"\0" in start:
        for codec in ("utf-16-le", "utf-16-be"):
            text = start.decode(codec, "ignore")
            if "\n" in text and "\0" not in text and sum(map(str.isascii, text)) > len(text) // 2:
                return "utf-16", codec, ""
        raise Refused("Đây không phải bảng tính. Hãy gửi tệp Excel hoặc CSV.")
    if _is_utf8(source):
        return "utf-8", "utf-8", ""
    return _one_byte(start)


def _is_utf8(source: Path) -> bool:
    try:
        with source.open(encoding="utf-8") as file:
            while file.read(1024 * 1024):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(start: bytes) -> tuple[str, str, str]:
    """Which of the old one-byte encodings makes Vietnamese of the text."""
    western = start.decode("cp1252", "replace")
    vietnamese = unicodedata.normalize("NFC", start.decode("cp1258", "replace"))
    readings = {"windows-1258": vietnamese}
    readings |= {name: convert(western) for name, convert in CONVERTERS.items()}
    scores = {name: share_of_vietnamese([text]) for name, text in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.6:
        raise Refused(_UNKNOWN)
    return (best, "cp1258", "") if best == "windows-1258" else (best, "cp1252", best)


def _delimiter(text: str, cut: bool) -> str:
    """The delimiter that parts most lines into the same number of cells."""
    lines = text.splitlines(keepends=True)
    lines = lines[:-1] if cut and len(lines) > 1 else lines
    best, most = "", 0
    for delimiter in _DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO("".join(lines)), delimiter=delimiter), 100))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        score = max(((width - 1) * count for width, count in widths.items()), default=0)
        if score > most:
            best, most = delimiter, score
    if not best:
        raise Refused(ONE_COLUMN)
    return best
