"""The database of the benchmark: made once, known again by a comment on it, and never another's."""

from datetime import date, timedelta
from io import StringIO
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg import sql

from bench import evenings
from bench.config import DATABASE_URL, DAYS, ENROLMENTS, PEOPLE, SEED, STEP
from learners.monitoring.models import CountedDay
from learners.monitoring.selectors import PACE_DAYS
from learners.monitoring.services import refresh_counts

_OURS = "bench of the learning platform"
_WHOLE = (
    f"{_OURS}: people={PEOPLE} enrolments={ENROLMENTS} seed={SEED} days={DAYS} step={STEP} "
    f"sessions={evenings.SESSIONS}"
)


def ensure_database() -> bool:
    """An empty database unless it holds the province already; returns whether it does.

    A database that this benchmark did not make is refused, not emptied.
    """
    name = urlsplit(DATABASE_URL).path.lstrip("/")
    server = urlsplit(DATABASE_URL)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as postgres:
        row = postgres.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
        if row and row[0] == _WHOLE:
            return True
        if row and not (row[0] or "").startswith(_OURS):
            raise SystemExit(f"Database {name} is not of this benchmark: name another one.")
        print(f"  making {name}: {PEOPLE} people, {ENROLMENTS} enrolments; some minutes, once")
        quoted = sql.Identifier(name)
        postgres.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(quoted))
        postgres.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        _say(postgres, name, f"{_OURS}: not finished")
    return False


def fill(*, made: bool) -> None:
    """Bring the tables up to date; the first time, write the province and what `live` reads."""
    call_command("prepare", verbosity=0, stdout=StringIO())
    if made:
        _count_today()
        return
    call_command(
        "make_province", people=PEOPLE, enrolments=ENROLMENTS, seed=SEED, days=DAYS, step=STEP
    )
    evenings.hold()
    with connection.cursor() as cursor:
        for statement in ("SET statement_timeout = 0", *_SUMMARY, "VACUUM ANALYZE"):
            cursor.execute(statement)
    name = urlsplit(DATABASE_URL).path.lstrip("/")
    with psycopg.connect(DATABASE_URL, autocommit=True) as postgres:
        _say(postgres, name, _WHOLE)


def last_day() -> date:
    """The last day that `live` can show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(day) FROM bench_summary")
        (day,) = cursor.fetchone()
    return day


def _count_today() -> None:
    """Another day has come since the province was made: count it, and the day its pace needs."""
    today = timezone.localdate()
    for day in (today - timedelta(days=PACE_DAYS), today):
        if not CountedDay.objects.filter(day=day).exists():
            refresh_counts(day=day)


def _say(postgres: psycopg.Connection, name: str, words: str) -> None:
    postgres.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(words))
    )


# What the floor's `live` shows, ready in one row a commune and counted day.
_SUMMARY = (
    """
    CREATE TABLE bench_summary (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, day date NOT NULL,
        code varchar(5) NOT NULL, name varchar(80) NOT NULL,
        attendances int NOT NULL, participants int NOT NULL,
        finishers int NOT NULL, proficient int NOT NULL,
        target int NOT NULL, share float NOT NULL, weekly float NOT NULL, UNIQUE (day, code))
    """,
    """
    INSERT INTO bench_summary (day, code, name, attendances, participants, finishers, proficient,
                               target, share, weekly)
    SELECT c.day, a.code, a.name,
           max(value) FILTER (WHERE indicator = 'attendances'),
           max(value) FILTER (WHERE indicator = 'participants'),
           max(value) FILTER (WHERE indicator = 'finishers'),
           max(value) FILTER (WHERE indicator = 'proficient'),
           s.number,
           max(value) FILTER (WHERE indicator = 'proficient') / s.number::float,
           max(value) FILTER (WHERE indicator = 'proficient') / 12.0
    FROM learners_dailycount c
    JOIN core_area a ON a.code = c.area_id
    JOIN learners_goalshare s ON s.area_id = a.code
    GROUP BY c.day, a.code, a.name, s.number
    """,
)
