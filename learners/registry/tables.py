"""A small uploaded table as rows of text, parsed in a process of its own."""

import json
import subprocess
from tempfile import NamedTemporaryFile

from lms.core.children import run_child
from lms.core.errors import DomainError

LARGEST = 2_000_000  # bytes
WALL_SECONDS = 30
TOO_LARGE = "Tệp quá lớn cho một bảng 92 xã, phường. Hãy chỉ để bảng số liệu rồi gửi lại."
_BROKEN = (
    "Không đọc được tệp này. Hãy mở bằng Excel, chép riêng bảng sang một tệp .xlsx mới "
    "rồi gửi lại, hoặc dán bảng vào ô bên trên."
)


def read_table(content: bytes) -> list[list[str]]:
    """The rows of an XLSX or CSV; raises DomainError with a sentence when it is none."""
    if len(content) > LARGEST:
        raise DomainError(TOO_LARGE)
    with NamedTemporaryFile() as source:
        source.write(content)
        source.flush()
        answer = _asked(source.name)
    if "refused" in answer:
        raise DomainError(str(answer["refused"]))
    rows: list[list[str]] = answer["rows"]  # type: ignore[assignment]
    return rows


def _asked(source: str) -> dict[str, object]:
    try:
        done = run_child("learners.registry.table_process", source, seconds=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return {"refused": _BROKEN}
    answer: dict[str, object] = json.loads(done.stdout) if done.returncode == 0 else {}
    return answer or {"refused": _BROKEN}
