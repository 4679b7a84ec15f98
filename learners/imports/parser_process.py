"""The process in which an uploaded list is parsed: `python -m … SOURCE TARGET ENDING`.

A reader may hang, panic past `except Exception`, or fill the memory: here that costs nobody but
the file. It is given no settings and no secrets. Prints a line of JSON: {"found": …} or
{"refused": …}.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from learners.imports import kinds, texts, workbooks
from learners.imports.columns import guess_columns
from learners.imports.encodings import CONVERTERS, NAMES, legacy_of
from learners.imports.headings import LOOKED_AT, Ending, Headings, find_headings
from learners.imports.kinds import Refused

MEMORY = 1024 * 1024 * 1024  # bytes of address space; a sheet of 350.000 people takes a third
CPU_SECONDS = 120
LARGEST_TARGET = 1024 * 1024 * 1024
MOST_ROWS = 1_000_000
LONGEST_CELL = 2_000  # letters kept of one cell
LONGEST_HEADING = 120
SAMPLE = 20
_LOOKED_AT = 1_000  # rows that tell which columns are used, and how they are written
_FEW_CELLS = 5  # cells beyond a–z that tell a column's letters by themselves
_MEMORY_SAID = (
    "Tệp quá lớn để đọc một lần. Hãy chép riêng danh sách sang một tệp mới, "
    "hoặc lưu thành CSV UTF-8 rồi gửi lại."
)
_NO_HEADINGS = (
    "Không tìm thấy dòng tiêu đề của danh sách. Hãy ghi tên cột ở dòng đầu, ít nhất “Họ và tên” "
    "và “Ngày sinh”, rồi gửi lại."
)


@dataclass(slots=True)
class Table:
    """A table before it is understood: its rows from the first line on, and what is known of it."""

    rows: Iterator[list[str]]
    found: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    legacy: str = ""  # the whole of it is written so


def parse(source: Path, target: Path, ending: str) -> dict[str, Any]:
    """Write the data rows of `source` to `target`, and say what was found. Raises Refused.

    `ending` is that of the name its sender gave it (".xlsx"): only to say when it misleads.
    """
    kind = kinds.kind_of(source)
    table = _text(source) if kind == "csv" else _workbook(source, kind)
    _note_the_ending(table, kind, ending)
    found = table.found | _write(table, target)
    return found | {"kind": kind, "notes": table.notes}


def _text(source: Path) -> Table:
    text = texts.examine(source)
    found: dict[str, Any] = {"encoding": text.encoding, "delimiter": text.delimiter}
    found |= {"sheet": "", "hidden_sheets": [], "other_sheets": []}
    table = Table(texts.rows_of(source, text), found, legacy=text.legacy)
    if text.encoding in NAMES:
        table.notes.append(_converted(text.encoding))
    return table


def _workbook(source: Path, kind: str) -> Table:
    book = workbooks.open_book(source)
    found: dict[str, Any] = {"encoding": "", "delimiter": "", "sheet": book.name}
    found |= {"hidden_sheets": book.hidden, "other_sheets": book.others}
    table = Table(workbooks.rows_of(book.sheet), found)
    if book.blank:
        table.notes.append(f"Trang trống đã bỏ qua: {_listed(book.blank)}.")
    if book.others:
        table.notes.append(
            f"Chỉ đọc trang “{book.name}”. Trang khác không đọc: {_listed(book.others)}."
        )
    if book.hidden:
        table.notes.append(f"Trang bị ẩn, không đọc: {_listed(book.hidden)}.")
    if kind == "xlsm":
        table.notes.append("Tệp có macro; macro không được chạy, chỉ đọc giá trị của ô.")
    if kind in ("xlsx", "xlsm") and kinds.has_formulas(source):
        table.notes.append("Có ô công thức; chỉ đọc giá trị đã tính sẵn, không chạy công thức.")
    return table


def _note_the_ending(table: Table, kind: str, ending: str) -> None:
    usual = {".csv", ".txt", ".tsv"} if kind == "csv" else {f".{kind}"}
    if ending and ending not in usual:
        table.notes.append(
            f"Tệp mang đuôi {ending} nhưng bên trong là {kind.upper()}; đã đọc theo nội dung."
        )


def _write(table: Table, target: Path) -> dict[str, Any]:
    """Find the headings, then copy every row that is about somebody."""
    numbered = ((line, row) for line, row in enumerate(table.rows, 1) if any(row))
    head = list(islice(numbered, _LOOKED_AT))
    rows = [row for _, row in head]
    found = _headings(rows[:LOOKED_AT], table.legacy)
    first = found.line + found.height
    used = _used_columns(found.names, rows[first:])
    headings = [found.names[i] if i < len(found.names) else "" for i in used]
    converting = _converting(table, headings, rows[first:], used)
    picked = [_pick(row, used) for row in rows[first : first + 200]]
    columns = guess_columns(headings, picked)
    copy = _Copy(used, converting, Ending(columns))
    copy.write(chain(head[first:], numbered), target)
    table.notes += copy.notes()
    if not copy.written:
        raise Refused("Có dòng tiêu đề nhưng không có người nào bên dưới. Hãy kiểm tra lại tệp.")
    if not found.height:
        table.notes.append("Danh sách không có dòng tiêu đề; hãy xem kỹ từng cột dưới đây.")
    return {
        "heading_line": head[found.line][0] if found.height else 0,
        "headings": [heading[:LONGEST_HEADING] for heading in headings],
        "sample": copy.sample,
        "rows": copy.written,
    }


def _headings(lines: list[list[str]], legacy: str) -> Headings:
    """The headings, read as they are or as the old letters that these lines seem to be in."""
    readings = {legacy} if legacy else {"", legacy_of(chain.from_iterable(lines))}
    tried = []
    for name in sorted(readings):
        convert = CONVERTERS.get(name, str)
        found = find_headings([[convert(cell) for cell in line] for line in lines])
        tried += [found] if found else []
    if not tried:
        raise Refused(_NO_HEADINGS)
    return max(tried, key=lambda found: len(guess_columns(found.names, [])))


def _used_columns(names: Sequence[str], rows: list[list[str]]) -> list[int]:
    """The columns that have a heading or hold anything."""
    width = max(len(names), max(map(len, rows), default=0))
    if width > workbooks.MOST_COLUMNS:
        raise Refused(
            f"Danh sách có {width} cột, quá {workbooks.MOST_COLUMNS}. Hãy xóa các cột không cần."
        )
    used = {i for i, name in enumerate(names) if name}
    for row in rows:
        used.update(i for i, cell in enumerate(row) if cell and not cell.isspace())
    return sorted(used)


def _converting(
    table: Table, headings: list[str], rows: list[list[str]], used: list[int]
) -> dict[int, str]:
    """Which columns (by place among the used ones) are written in TCVN3 or VNI."""
    if table.legacy:
        return dict.fromkeys(range(len(used)), table.legacy)
    columns = [[row[i] for row in rows if i < len(row)] for i in used]
    whole = legacy_of(chain(headings, *columns))
    found: dict[int, str] = {}
    for place, cells in enumerate(columns):
        telling = sum(1 for cell in cells if not cell.isascii())
        name = legacy_of(cells) if telling >= _FEW_CELLS else whole
        if name:
            found[place] = name
    for name in sorted(set(found.values())):
        table.notes.append(_converted(name))
    return found


def _pick(row: list[str], used: list[int]) -> list[str]:
    return [row[i] if i < len(row) else "" for i in used]


def _converted(encoding: str) -> str:
    how = "bảng mã" if encoding == "windows-1258" else "phông"
    return f"Tệp viết bằng {how} {NAMES[encoding]}; đã đổi sang Unicode, hãy xem lại mẫu dưới đây."


def _listed(names: list[str]) -> str:
    more = f" và {len(names) - 5} trang nữa" if len(names) > 5 else ""
    return ", ".join(f"“{name}”" for name in names[:5]) + more


class _Copy:
    """Copies rows to the target as [line, cell, cell, …] in UTF-8."""

    def __init__(self, used: list[int], converting: dict[int, str], ending: Ending) -> None:
        self._used, self._ending = used, ending
        self._converters = [(place, CONVERTERS[name]) for place, name in converting.items()]
        self.written = 0
        self.sample: list[list[str]] = []
        self._cut: list[int] = []

    def write(self, rows: Iterator[tuple[int, list[str]]], target: Path) -> None:
        """Copy all rows that are about somebody; the first of them are the sample."""
        last = self._used[-1] + 1
        whole = self._used == list(range(last))
        pick = itemgetter(*self._used) if len(self._used) > 1 else lambda row: (row[0],)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for line, row in rows:
                if len(row) < last:
                    row += [""] * (last - len(row))
                cells = row[:last] if whole else list(pick(row))
                filled = len(cells) - cells.count("")
                if filled <= 4 and self._ending.is_nobody(line, cells, filled):
                    continue
                self._write_one(writer, line, cells)

    def _write_one(self, writer: Any, line: int, cells: list[str]) -> None:
        together = "".join(cells)
        if len(together) > LONGEST_CELL or "\0" in together:
            self._cut += [line] if any(len(cell) > LONGEST_CELL for cell in cells) else []
            cells = [cell[:LONGEST_CELL].replace("\0", "") for cell in cells]
        for place, convert in self._converters:
            if not cells[place].isascii():
                cells[place] = convert(cells[place])
        writer.writerow((line, *cells))
        self.written += 1
        if self.written <= SAMPLE:
            self.sample.append([cell[:200] for cell in cells])
        if self.written > MOST_ROWS:
            raise Refused("Danh sách có hơn 1.000.000 dòng. Hãy chia thành vài tệp rồi gửi lại.")

    def notes(self) -> list[str]:
        """What was left out or cut, in words."""
        said = []
        if out := self._ending.left_out:
            lines = ", ".join(map(str, out[:10])) + (", …" if len(out) > 10 else "")
            said.append(f"Đã bỏ {len(out)} dòng cộng, ký tên (dòng {lines}): không phải học viên.")
        if self._cut:
            lines = ", ".join(map(str, self._cut[:10]))
            said.append(f"Ô quá dài đã cắt còn {LONGEST_CELL} ký tự (dòng {lines}).")
        return said


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
    """Parse the file named on the command line; 0 when the answer is on standard output."""
    _limit()
    source, target, ending = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        answer: dict[str, Any] = {"found": parse(source, target, ending)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": _MEMORY_SAID}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
