"""Many rows into a table at once, by the fastest way that each database has."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

# What bulk jobs ask for one after the other: any number nobody else uses (pg_advisory_xact_lock).
_REGISTER = 19_2025


def bulk_write(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add `rows` of plain values (numbers, text, bool, None) to the table of `model`.

    `columns` are columns of the database; those left out keep the database's default or NULL.
    Neither `save` nor signals are called: COPY on PostgreSQL, one prepared INSERT on SQLite.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608  (names of our own)


def bulk_rewrite(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write `columns` anew in rows that exist: each of `rows` is the values, then the key."""
    quote = connection.ops.quote_name
    told = ", ".join(f"{quote(column)} = %s" for column in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {told} WHERE id = %s", rows)  # noqa: S608  (names of our own)


@contextmanager
def reading_whole() -> Iterator[None]:
    """Queries inside are planned to be read to their end, and may sort 128 MB in memory.

    PostgreSQL takes an open cursor to want its first rows soon: it follows an index from row to
    row, which costs more than linearly once the table no longer fits its memory.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET cursor_tuple_fraction = 1; SET work_mem = '128MB'")
        try:
            yield
        finally:
            cursor.execute("RESET cursor_tuple_fraction; RESET work_mem")


def lock_register() -> None:
    """Wait for whoever else writes people in bulk; held until the transaction ends.

    On SQLite a write transaction holds the whole database already (transaction_mode IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Longer than a page may wait: a chunk of a large list takes some seconds.
            cursor.execute("SET LOCAL lock_timeout = '50s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTER])


def reserve_ids(model: type[models.Model], many: int) -> Iterator[int]:
    """Fresh primary keys of `model` that nobody else gets; on SQLite within a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = (
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            )
            cursor.execute(sequence, [table, many])
            return iter([key for (key,) in cursor.fetchall()])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (None,)
        kept = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        if last is None:
            kept = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        cursor.execute(kept, [(last or 0) + many, table])
        return iter(range((last or 0) + 1, (last or 0) + many + 1))


def learn_sizes(model: type[models.Model]) -> None:
    """Let the database look at a table that has grown much: it plans questions by its sizes."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
