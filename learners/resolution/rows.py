"""The rows of a sheet of tasks as what they say, each with what is wrong with it. Pure.

A row with a number is a task. A row below it with an indicator alone measures the same task once
more (cells are merged in such sheets). A row with nothing but words and the number of an objective
is a heading for the rows below it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from learners.resolution.amounts import read_amount
from learners.resolution.columns import find_columns
from learners.resolution.deadlines import Deadline, NotADeadline, read_deadline
from learners.resolution.numbering import Numbered, clean_number, split_number
from lms.core.identity import clean_text, fold

MOST_ROWS = 1_000
_ROMAN = re.compile(r"[IVXLC]+")
_GUARD = re.compile(r"^'(?=[=+\-@])")  # what our own sheets put before such a text
_YES = re.compile(r"(x|co|1|tw|dung|.*\btrung uong\b.*|.*\btw\b.*)")
_NO = re.compile(r"(khong|0|tinh|dia phuong|tinh giao)")


class NoTable(ValueError):
    """Nothing here is a table of tasks; the message is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """An indicator as a row says it."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    period: str = ""
    formula: str = ""


@dataclass(slots=True)
class Row:
    """A task as its row says it; what the row leaves blank is not said. `line` is from 1."""

    line: int
    number: str
    objective: Numbered | None = None
    texts: dict[str, str] = field(default_factory=dict)
    deadline: Deadline | None = None
    is_central: bool | None = None
    indicators: list[Said] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was understood: rows, objectives by number, headings that mean nothing to us."""

    rows: list[Row]
    objectives: dict[str, str]
    unknown: list[str]


def read_sheet(table: Sequence[Sequence[str]]) -> Sheet:
    """A table with its headings as tasks. Raises NoTable when it holds none."""
    found = find_columns(table)
    if found is None:
        raise NoTable(
            "Không thấy dòng tiêu đề. Bảng cần ít nhất cột “Số nhiệm vụ” và cột “Nhiệm vụ”. "
            "Hãy tải bảng mẫu để xem các cột."
        )
    lines = list(_lines(table, found.line, found.columns))
    if len(lines) > MOST_ROWS:
        raise NoTable(f"Bảng có hơn {MOST_ROWS} dòng. Hãy chỉ để các nhiệm vụ rồi gửi lại.")
    rows: list[Row] = []
    objectives: dict[str, str] = {}
    heading: Numbered | None = None
    for number, cells in lines:
        if under := _heading(cells):
            heading = under
            objectives[under.number] = under.words
        elif rows and _continues(cells):
            _measure(rows[-1], cells)
        else:
            rows.append(_row(number, cells, heading))
    for row in rows:
        _name_objective(row, objectives)
    if not rows:
        raise NoTable("Dưới dòng tiêu đề không có nhiệm vụ nào. Hãy xem lại bảng.")
    return Sheet(_each_once(rows), objectives, found.unknown)


def _name_objective(row: Row, objectives: dict[str, str]) -> None:
    """Note what the row calls its objective; two names for one number are told."""
    said = row.objective
    if not said or not said.number or not said.words:
        return
    first = objectives.setdefault(said.number, said.words)
    if fold(first) != fold(said.words):
        row.problems.append(
            f"Mục tiêu số {said.number} ghi hai tên khác nhau: “{first[:80]}” và "
            f"“{said.words[:80]}”. Hãy sửa cho giống nhau."
        )


def _lines(
    table: Sequence[Sequence[str]], heading: int, columns: dict[int, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line from 1, code → what was typed) of each line below the headings that says anything."""
    for index, line in enumerate(table[heading + 1 :], start=heading + 2):
        cells = {
            code: text
            for column, code in columns.items()
            if column < len(line) and (text := _GUARD.sub("", clean_text(line[column])))
        }
        if cells and not _only_numbers(list(cells.values())):
            yield index, cells


def _only_numbers(cells: list[str]) -> bool:
    """The line that numbers the columns: (1) (2) (3)."""
    return len(cells) > 2 and all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in cells)


def _heading(cells: dict[str, str]) -> Numbered | None:
    """An objective that stands as a heading: words alone, or with a Roman number before them."""
    if set(cells) - {"number", "title", "objective", "objective_number"}:
        return None
    words = cells.get("title") or cells.get("objective") or ""
    number = cells.get("number", "")
    if _ROMAN.fullmatch(clean_number(number)) and words:
        return Numbered(clean_number(number), words)
    split = split_number(words or number)
    begins = fold(words or number).startswith("muc tieu")
    if split and (begins or (not number and _ROMAN.fullmatch(split.number))):
        return split
    return None


def _continues(cells: dict[str, str]) -> bool:
    return not ({"number", "title"} & set(cells)) and "indicator" in cells


def _row(line: int, cells: dict[str, str], heading: Numbered | None) -> Row:
    row = Row(line, clean_number(cells.get("number", "")), _objective(cells) or heading)
    if not row.number:
        typed = cells.get("number")
        row.problems.append(
            f"“{typed[:60]}” không phải là số nhiệm vụ."
            if typed
            else "Chưa có số nhiệm vụ. Mỗi nhiệm vụ cần một số để nhập lại không bị trùng."
        )
    for code in ("title", "lead", "others", "person", "post", "product", "legal_base", "authority"):
        if code in cells:
            row.texts[code] = cells[code]
    if "deadline" in cells:
        try:
            row.deadline = read_deadline(cells["deadline"])
        except NotADeadline as problem:
            row.problems.append(str(problem))
    _read_central(row, cells.get("is_central", ""))
    _measure(row, cells)
    return row


def _objective(cells: dict[str, str]) -> Numbered | None:
    """The objective that a row names itself, by number, by words, or by both in one cell."""
    number, words = clean_number(cells.get("objective_number", "")), cells.get("objective", "")
    if number:
        split = split_number(words)
        return Numbered(number, split.words if split and split.number == number else words)
    if split := split_number(words):
        return split
    if clean_number(words):
        return Numbered(clean_number(words), "")
    return Numbered("", words) if words else None


def _read_central(row: Row, typed: str) -> None:
    bare = fold(typed)
    if not bare:
        return
    if _NO.fullmatch(bare) or _YES.fullmatch(bare):
        row.is_central = not _NO.fullmatch(bare)
    else:
        row.problems.append(f"“{typed[:60]}” ở cột Do Trung ương giao: hãy ghi “có” hoặc “không”.")


def _measure(row: Row, cells: dict[str, str]) -> None:
    """The indicator of a row, once; a target in words becomes part of its name."""
    if "indicator" not in cells:
        if {"baseline", "target"} & set(cells):
            row.problems.append("Có số cần đạt nhưng chưa ghi tên chỉ tiêu.")
        return
    said = Said(
        cells["indicator"],
        unit=cells.get("unit", ""),
        period=cells.get("period", ""),
        formula=cells.get("formula", ""),
    )
    for code in ("baseline", "target"):
        typed = cells.get(code, "")
        amount = read_amount(typed)
        if amount:
            said = replace(said, **{code: amount.value}, unit=said.unit or amount.unit)  # type: ignore[arg-type]
        elif typed:
            said = replace(said, name=f"{said.name}: {typed}")
    if said not in row.indicators:
        row.indicators.append(said)


def _each_once(rows: list[Row]) -> list[Row]:
    """Rows of one number: a further indicator goes to the first; what contradicts is told."""
    first: dict[str, Row] = {}
    kept = []
    for row in rows:
        before = first.setdefault(row.number, row) if row.number else row
        if before is row:
            kept.append(row)
        elif _agrees(row, before):
            before.indicators += [one for one in row.indicators if one not in before.indicators]
        else:
            row.problems.append(
                f"Số {row.number} đã có ở dòng {before.line} với nội dung khác. "
                "Hãy để lại một dòng, hoặc sửa số."
            )
            kept.append(row)
    return kept


def _agrees(row: Row, before: Row) -> bool:
    """Whether a second row of a number says nothing else about the task."""
    texts = all(before.texts.get(code) == text for code, text in row.texts.items())
    return (
        texts
        and not row.problems
        and row.deadline in (None, before.deadline)
        and row.is_central in (None, before.is_central)
    )
