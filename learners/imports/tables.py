"""A small uploaded table as rows of text, parsed in a process of its own."""

import csv
import json
import subprocess
from io import StringIO
from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile

from learners.imports.texts import ONE_COLUMN
from lms.core.children import run_child
from lms.core.errors import DomainError

LARGEST = 2_000_000  # bytes
WALL_SECONDS = 30
TOO_LARGE = "Tệp quá lớn cho một bảng nhỏ. Hãy chỉ để riêng bảng cần nhập rồi gửi lại."
_BROKEN = (
    "Không đọc được tệp này. Hãy mở bằng Excel, chép riêng bảng sang một tệp .xlsx mới "
    "rồi gửi lại, hoặc dán bảng vào ô bên trên."
)
_NO_TABLE = (
    "Tệp này không phải là bảng: chỉ thấy một cột chữ. Hãy lưu bảng thành .xlsx hoặc CSV "
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
        # The words of a list of people would lead astray whoever brings another table.
        said = str(answer["refused"])
        raise DomainError(_NO_TABLE if said == ONE_COLUMN else said)
    rows: list[list[str]] = answer["rows"]  # type: ignore[assignment]
    return rows


def text_of(file: UploadedFile) -> str:
    """An uploaded table as text that a page shows and sends again, one line a row.

    `figures.split_table` gives the rows back. Raises DomainError with a sentence.
    """
    if (file.size or 0) > LARGEST:
        raise DomainError(TOO_LARGE)
    out = StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(
        [" ".join(cell.split()) for cell in row] for row in read_table(file.read())
    )
    return out.getvalue()


def _asked(source: str) -> dict[str, object]:
    try:
        done = run_child("learners.imports.table_process", source, seconds=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return {"refused": _BROKEN}
    answer: dict[str, object] = json.loads(done.stdout) if done.returncode == 0 else {}
    return answer or {"refused": _BROKEN}
