"""The receipt of a list: what became of it in numbers, and the same file with the reason beside."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

import xlsxwriter

from learners.imports.models import Import, ImportRow
from learners.imports.selectors import (
    RowState,
    annotated_path,
    is_text,
    list_of,
    rows_path,
    undo_ends,
)
from lms.core.errors import DomainError
from lms.core.jobs import Steps
from lms.core.sheets import safe

# More rows than this are written by a job, and the page waits for it.
AT_ONCE = 5_000
CHUNK = 2_000
HEADING = "Kết quả"
# The words say it too: nobody needs to see the colour.
_COLOURS = {
    RowState.NEW: ("#14492f", "#dff0e4"),
    RowState.KNOWN: ("#123f5c", "#e1eef6"),
    RowState.DOUBTFUL: ("#6b3d00", "#fdeccb"),
    RowState.INVALID: ("#8a1f0c", "#fbdfd7"),
}
Cells = Sequence[str]


def receipt(taken: Import) -> dict[str, Any]:
    """What the receipt shows: numbers by state, and until when it can be taken back."""
    counts = taken.counts
    return {
        "numbers": [(s.value, s.label, counts.get(s.value, 0)) for s in RowState],
        "ends": undo_ends(taken),
        "has_rows": bool(taken.file),
    }


def file_name(taken: Import) -> str:
    """The name under which the file goes back."""
    kind = "csv" if is_text(taken) else "xlsx"
    return f"{PurePath(taken.file_name).stem} - kết quả.{kind}"


def must_be_made(taken: Import) -> bool:
    """Whether the file is too large to be made while somebody waits, and not there yet."""
    path = annotated_path(taken)
    there = path.exists() and not _is_old(taken, path)
    return not there and int(taken.counts.get("read", 0)) > AT_ONCE


def ready_file(taken: Import) -> Path | None:
    """The file to send: made now when it is small; None while a large one has yet to be made.

    Raises DomainError when nothing of the list is kept any more.
    """
    if not taken.file or not rows_path(taken).exists():
        raise DomainError("Tệp và các dòng của danh sách này đã được xóa theo thời hạn lưu.")
    if must_be_made(taken):
        return None
    path = annotated_path(taken)
    if not path.exists() or _is_old(taken, path):
        _write(taken, _results(taken))
    return path


def annotate(steps: Steps) -> None:
    """Write the file of the list of a job; begun anew when the worker was killed."""
    taken = list_of(steps.job)
    if taken is None or not taken.file:
        return
    _write(taken, _counted(_results(taken), steps, int(taken.counts["read"])))


def _is_old(taken: Import, path: Path) -> bool:
    """Whether the list has moved on since the file was made."""
    moments = [moment for moment in (taken.applied_at, taken.undone_at) if moment]
    return any(moment.timestamp() > path.stat().st_mtime for moment in moments)


def _counted(results: Iterable[Any], steps: Steps, total: int) -> Iterator[Any]:
    for number, result in enumerate(results):
        if number % CHUNK == 0:
            steps.move(done=min(number, total), total=total)
        yield result


def _results(taken: Import) -> Iterator[tuple[int, Cells, str, str]]:
    """Line, cells as they came, state and reason of every row, in order."""
    kept = taken.rows.order_by("line").values_list("line", "state", "reason").iterator(CHUNK)
    line, state, reason = next(kept, (0, "", ""))
    with rows_path(taken).open(encoding="utf-8", newline="") as file:
        for first, *cells in csv.reader(file):
            while line < int(first):
                line, state, reason = next(kept, (1 << 60, "", ""))
            yield (int(first), cells, *((state, reason) if line == int(first) else ("", "")))


def _write(taken: Import, results: Iterator[tuple[int, Cells, str, str]]) -> None:
    """Beside its place first and then moved there: a half-written file is never sent."""
    path = annotated_path(taken)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.stem}-{taken.job_id}{path.suffix}.part")
    (_write_csv if is_text(taken) else _write_xlsx)(unfinished, taken.found, results)
    unfinished.replace(path)


def words(state: str, reason: str) -> str:
    """The last column: the state, and why."""
    label = ImportRow.State(state).label.capitalize() if state else ""
    return ": ".join(part for part in (label, reason) if part)


def _write_csv(path: Path, found: dict[str, Any], results: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=found.get("delimiter") or ",")
        writer.writerow([*map(safe, found["headings"]), HEADING])
        for _, cells, state, reason in results:
            writer.writerow([*map(safe, cells), safe(words(state, reason))])


def _write_xlsx(path: Path, found: dict[str, Any], results: Iterable[Any]) -> None:
    """Every row on the line it came from; text only, so nothing is a formula or loses its zeros."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Kết quả")
        bold = book.add_format({"bold": True, "bottom": 1})
        colours = {
            state: book.add_format({"font_color": ink, "bg_color": paper, "text_wrap": True})
            for state, (ink, paper) in _COLOURS.items()
        }
        headings, top = found["headings"], found["heading_line"] - 1
        last = len(headings)
        sheet.set_column(0, max(last - 1, 0), 18)
        sheet.set_column(last, last, 60)
        for column, heading in enumerate([*headings, HEADING] if top >= 0 else ()):
            sheet.write_string(top, column, str(safe(heading)), bold)
        for line, cells, state, reason in results:
            for column, cell in enumerate(cells[:last]):
                if cell:
                    sheet.write_string(line - 1, column, str(safe(cell)))
            sheet.write_string(line - 1, last, words(state, reason), colours.get(state))
