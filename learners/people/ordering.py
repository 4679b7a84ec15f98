"""By what people are found, in which order, and their birth in words."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


def birth_words(year: int, month: int | None, day: int | None) -> str:
    """A birth date as far as it is known: 05/03/1975, 03/1975 or 1975."""
    return "/".join([*(f"{part:02d}" for part in (day, month) if part), str(year)])


class SearchOrder(models.Func):
    """Given name, "0", surname, "0", both without marks, and the sort key: how people are found."""

    output_field = models.CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The last and the first word are what stands outside the outermost spaces."""
        key, order = (compiler.compile(source)[0] for source in self.get_source_expressions())
        letters = f"REPLACE({key}, ' ', '')"
        given = f"SUBSTR({key}, LENGTH(RTRIM({key}, {letters})) + 1)"
        surname = f"SUBSTR({key}, 1, LENGTH({key}) - LENGTH(LTRIM({key}, {letters})))"
        return f"({given} || '0' || {surname} || '0' || {order})", ()


class Words(models.Func):
    """A search key with a space in front, so that every word of it begins behind a space."""

    output_field = models.CharField()
    template = "(' ' || %(expressions)s)"
