"""Any uploaded list into rows of text, parsed in a process of its own."""

import json
import logging
import signal
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, Self

from lms.core.children import run_child
from lms.core.errors import DomainError

WALL_SECONDS = 180
_log = logging.getLogger(__name__)
_BROKEN = (
    "Không đọc được tệp này. Hãy mở bằng Excel, chép riêng danh sách sang một tệp .xlsx mới "
    "rồi gửi lại."
)
_TOO_LONG = "Đọc tệp này lâu quá nên đã dừng. Hãy chia danh sách thành vài tệp nhỏ rồi gửi lại."
_TOO_LARGE = (
    "Tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy chép riêng danh sách sang một tệp mới, "
    "hoặc lưu thành CSV UTF-8 rồi gửi lại."
)


class UnreadableList(DomainError):
    """The file is no list that can be read; the sentence says what to do next."""


@dataclass(frozen=True, slots=True)
class Found:
    """What reading a list found; kept as JSON beside it."""

    kind: str  # xlsx, xlsm, xlsb, xls, ods, csv
    encoding: str  # utf-8, utf-8-sig, utf-16, windows-1258, tcvn3, vni; "" for workbooks
    delimiter: str
    sheet: str
    hidden_sheets: list[str]
    other_sheets: list[str]
    heading_line: int  # line of the file, from 1; 0 when there are no headings
    headings: list[str]
    sample: list[list[str]]  # the first rows, as text
    rows: int
    notes: list[str]  # Vietnamese sentences for whoever sent the list

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(**{name: values[name] for name in cls.__slots__})


def read_list(source: Path, target: Path, *, file_name: str) -> Found:
    """Parse `source` and write its data rows to `target`, as UTF-8 CSV: [line, cell, cell, …].

    `file_name` is what its sender called it; what it is, is told by its content. The parser has
    limits on memory, time and unpacked size (`parser_process`, `kinds`) and knows no secrets: its
    death is a refusal. Raises UnreadableList; `target` is then removed.
    """
    try:
        done = run_child(
            "learners.imports.parser_process",
            str(source.resolve()),
            str(target.resolve()),
            ending_of(file_name),
            seconds=WALL_SECONDS,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {"refused": _TOO_LONG}
    else:
        if not answer:
            # The name of the exception only: its words may hold what stands in the list.
            raised = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            name = raised.partition(":")[0][:60]
            _log.warning("the parser of a list ended with %s (%s)", done.returncode, name)
            answer = {"refused": _why(done.returncode)}
    if "refused" in answer:
        target.unlink(missing_ok=True)
        raise UnreadableList(answer["refused"])
    return Found.from_json(answer["found"])


def ending_of(file_name: str) -> str:
    """The ending of a name, ".xlsx"; "" when it has none that is letters and digits."""
    ending = PurePath(file_name).suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 10 else ""


def _why(returncode: int) -> str:
    if returncode == -signal.SIGXCPU:
        return _TOO_LONG
    if returncode in (-signal.SIGABRT, -signal.SIGKILL):  # how a reader without memory ends
        return _TOO_LARGE
    return _BROKEN
