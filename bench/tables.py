"""The register as a file beside the least that PostgreSQL and xlsxwriter need for the same rows.

The product's side is the whole job of an export, in a process of its own. The floor of CSV is COPY
TO of the very query, into a file; that of XLSX a bare loop of xlsxwriter in constant memory over
rows that are ready.
"""

import csv
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter

from bench.config import DATA, DATABASE_URL, ROOT, SAMPLES

# What a worker may need for a table of any length.
MOST_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A table in one form: the median of the ratios, and what stands below it."""

    ratio: float
    megabytes: float
    rows: int
    ours: float
    floor: float

    def line(self, name: str) -> str:
        """All of it for reading."""
        return (
            f"  {name}: {self.rows} rows in {self.ours:.2f} s, {self.megabytes:.0f} MB; "
            f"floor {self.floor:.2f} s"
        )


def write(form: str) -> Written:
    """The register in that form and its floor, in turn."""
    pairs: list[tuple[float, float]] = []
    largest, rows = 0.0, 0
    for _ in range(min(SAMPLES, 3)):
        done = _run(form)
        floor = _copy(done["sql"]) if form == "csv" else _loop(Path(_run("csv")["file"]))
        pairs.append((done["seconds"], floor))
        largest, rows = max(largest, done["megabytes"]), done["rows"]
    ratio = statistics.median(ours / floor for ours, floor in pairs)
    ours, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Written(ratio, largest, rows, ours, floor)


def seconds(form: str, *, times: int) -> float:
    """Of the register in that form; the median of so many."""
    return statistics.median(_run(form)["seconds"] for _ in range(times))


def _run(form: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.exporting", form],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _copy(sql: str) -> float:
    out = DATA / "floor.csv"
    with psycopg.connect(DATABASE_URL, autocommit=True) as postgres:
        postgres.execute("SET statement_timeout = 0")
        begun = time.perf_counter()
        with (
            out.open("wb") as file,
            postgres.cursor().copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)") as copy,
        ):
            for piece in copy:
                file.write(piece)
        seconds = time.perf_counter() - begun
    out.unlink()
    return seconds


def _loop(file: Path) -> float:
    """The rows are in memory, so that reading them is no part of the floor."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))
    out = DATA / "floor.xlsx"
    begun = time.perf_counter()
    with xlsxwriter.Workbook(str(out), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    seconds = time.perf_counter() - begun
    out.unlink()
    return seconds
