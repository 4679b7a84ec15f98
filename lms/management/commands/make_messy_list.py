"""A messy list of invented people as a file, and the truth about it beside it."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.management.base import BaseCommand, CommandError

from lms.messy import MessyList, make_list


class Command(BaseCommand):
    help = (
        "Viết một danh sách người học giả lập có lỗi như thật (.xlsx hoặc .csv) và tệp sự thật "
        "(….truth.csv) bên cạnh. Cùng --seed thì cùng danh sách."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rows", type=int, default=4_000)
        parser.add_argument("--seed", type=int, default=1945)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.suffix not in (".xlsx", ".csv"):
            raise CommandError("Tên tệp phải kết thúc bằng .xlsx hoặc .csv.")
        made = make_list(rows=options["rows"], seed=options["seed"])
        write = write_xlsx if file.suffix == ".xlsx" else write_csv
        write(file, [made.headings, *made.rows])
        write_csv(file.with_suffix(".truth.csv"), truth_of(made))
        doubles = sum(truth.kind == "double" for truth in made.truth)
        self.stdout.write(f"{len(made.rows)} dòng, trong đó {doubles} dòng trùng người: {file}")


def truth_of(made: MessyList) -> Iterable[Sequence[object]]:
    """A line a row: who it is (one number a person), its kind, and the slips that were made."""
    yield ("row", "person", "kind", "slips")
    for row, truth in enumerate(made.truth, start=1):
        yield (row, truth.person, truth.kind, "; ".join(truth.slips))


def write_csv(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """With a byte order mark, as Excel writes it."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)


def write_xlsx(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Row by row; what begins with = becomes a formula, as it would in the hands of a clerk."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
