"""The process in which a small uploaded table is parsed: `python -m …table_process SOURCE`.

The readers are those of lists of people; here too a reader that hangs, panics or fills the memory
costs nobody but the file. Prints a line of JSON: {"rows": …} or {"refused": …}.
"""

import json
import resource
import sys
from itertools import islice
from pathlib import Path

from learners.imports import kinds, texts, workbooks
from learners.imports.kinds import Refused

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
MOST_ROWS = 2_000
LONGEST_CELL = 2_000
MOST_COLUMNS = 40


def parse(source: Path) -> list[list[str]]:
    """The first rows of the table, cells cut to what a paragraph needs."""
    if kinds.kind_of(source) == "csv":
        rows = texts.rows_of(source, texts.examine(source))
    else:
        rows = workbooks.rows_of(workbooks.open_book(source).sheet)
    return [[cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in islice(rows, MOST_ROWS)]


def main() -> int:
    """Parse the file named on the command line; 0 when the answer is on standard output."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    try:
        answer: dict[str, object] = {"rows": parse(Path(sys.argv[1]))}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
