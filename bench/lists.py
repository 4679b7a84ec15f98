"""A list of 350.845 rows taken in, beside the least that SQL needs for as many rows.

The product's side is what an officer's list goes through: the file is read, planned row by row and
applied, each a job in a process of its own, as a worker does it. The floor is COPY into a staging
table, DISTINCT ON, INSERT … ON CONFLICT into a table with a primary key and three indexes.
"""

import csv
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import xlsxwriter
from psycopg import sql

from bench.config import DATA, DATABASE_URL, ROOT, SEED

ROWS = int(os.environ.get("BENCH_LIST_ROWS", "350845"))
NAME = urlsplit(DATABASE_URL).path.lstrip("/") + "_lists"
URL = urlsplit(DATABASE_URL)._replace(path=f"/{NAME}").geturl()
_OURS = "bench of the learning platform: lists"
STEPS = ("read", "plan", "apply")
MOST_MEGABYTES, MOST_MEGABYTES_OF_CSV = 1024, 400
_STATES = ("read", "new", "known", "doubtful", "invalid")


@dataclass(frozen=True, slots=True)
class Taken:
    """One list through the product: seconds a step, the largest process in MB, the receipt."""

    seconds: dict[str, float]
    megabytes: float
    counts: dict[str, int]

    @property
    def whole(self) -> float:
        """Seconds from the uploaded file to the receipt."""
        return sum(self.seconds.values())

    def line(self, name: str) -> str:
        """All of it for reading."""
        steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.seconds.items())
        told = ", ".join(f"{self.counts[state]} {state}" for state in _STATES)
        return f"  {name}: {self.whole:.1f} s ({steps}), {self.megabytes:.0f} MB; {told}"


def prepare() -> Path:
    """A database of its own with an empty register, and the list as XLSX and as CSV; once."""
    server = urlsplit(DATABASE_URL)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as postgres:
        row = postgres.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [NAME],
        ).fetchone()
        if row and row[0] != _OURS:
            raise SystemExit(f"Database {NAME} is not of this benchmark: name another one.")
        quoted = sql.Identifier(NAME)
        postgres.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        postgres.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        postgres.execute(comment.format(quoted, sql.Literal(_OURS)))
    _run("prepare")
    if not prepared().exists():
        _write_lists(prepared())
    return prepared()


def prepared() -> Path:
    """The list as XLSX; the same as CSV lies beside it."""
    return DATA / f"list-{ROWS}-{SEED}.xlsx"


def _write_lists(file: Path) -> None:
    from lms.messy import make_list  # knows Django

    made = make_list(rows=ROWS, seed=SEED)
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([made.headings, *made.rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    with file.with_suffix(".csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([made.headings, *made.rows])


def floor(file: Path) -> tuple[float, float]:
    """Seconds of the SQL pipeline, and of the same once more that updates only what differs."""
    with psycopg.connect(URL, autocommit=True) as postgres:
        postgres.execute("SET statement_timeout = 0")
        for statement in _FLOOR_TABLES:
            postgres.execute(statement)
        first = _pipeline(postgres, file, _INSERT)
        again = _pipeline(postgres, file, _UPDATE)
        kept = postgres.execute("SELECT count(*) FROM bench_person").fetchone()
        if not kept or kept[0] < ROWS * 0.8:
            raise RuntimeError(f"the floor kept {kept} of {ROWS} rows")
        postgres.execute("DROP TABLE bench_person, bench_staging")
    return first, again


def _pipeline(postgres: psycopg.Connection, file: Path, write: str) -> float:
    postgres.execute("TRUNCATE bench_staging")
    begun = time.perf_counter()
    with (
        file.with_suffix(".csv").open("rb") as source,
        postgres.cursor() as cursor,
        cursor.copy("COPY bench_staging FROM STDIN (FORMAT csv, HEADER)") as copy,
    ):
        while piece := source.read(1 << 20):
            copy.write(piece)
    postgres.execute(write)
    return time.perf_counter() - begun


def take_in(file: Path) -> Taken:
    """Upload a list and let each job be done in a process of its own."""
    done = _run("receive", str(file))
    seconds, largest = {}, 0.0
    for step in STEPS:
        did = _run(step, str(done["list"]))
        seconds[step] = did["seconds"]
        largest = max(largest, did["megabytes"])
    return Taken(seconds, largest, did["counts"])


def _run(*words: str) -> dict[str, Any]:
    environment = os.environ | {"BENCH_DATABASE_URL": URL}
    done = subprocess.run(
        [sys.executable, "-m", "bench.taking", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


_FLOOR_TABLES = (
    "DROP TABLE IF EXISTS bench_person, bench_staging",
    """
    CREATE UNLOGGED TABLE bench_staging (
        number text, full_name text, birth text, sex text, id_number text, phone text,
        hamlet text, commune text, district text, note text)
    """,
    """
    CREATE TABLE bench_person (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, full_name text NOT NULL,
        birth text NOT NULL, sex text NOT NULL, id_number text NOT NULL,
        phone text NOT NULL, hamlet text NOT NULL, commune text NOT NULL,
        district text NOT NULL, note text NOT NULL,
        registered_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (full_name, birth, commune, phone))
    """,
    "CREATE INDEX ON bench_person (commune, full_name)",
    "CREATE INDEX ON bench_person (phone)",
)
_COLUMNS = "full_name, birth, sex, id_number, phone, hamlet, commune, district, note"
_DISTINCT = f"""
    SELECT DISTINCT ON (full_name, birth, commune, phone)
        {", ".join(f"COALESCE({name}, '')" for name in _COLUMNS.split(", "))}
    FROM bench_staging ORDER BY full_name, birth, commune, phone, number
"""  # noqa: S608  (names of our own)
_INSERT = f"INSERT INTO bench_person ({_COLUMNS}) {_DISTINCT} ON CONFLICT DO NOTHING"
_UPDATE = """
    UPDATE bench_person p SET sex = s.sex, hamlet = s.hamlet, id_number = s.id_number
    FROM (SELECT DISTINCT ON (full_name, birth, commune, phone) * FROM bench_staging
          ORDER BY full_name, birth, commune, phone, number) s
    WHERE p.full_name = COALESCE(s.full_name, '') AND p.birth = COALESCE(s.birth, '')
      AND p.commune = COALESCE(s.commune, '') AND p.phone = COALESCE(s.phone, '')
      AND (p.sex, p.hamlet, p.id_number) IS DISTINCT FROM
          (COALESCE(s.sex, ''), COALESCE(s.hamlet, ''), COALESCE(s.id_number, ''))
"""
