"""By what people are found, in which order, and their birth in words."""

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


@lru_cache(maxsize=40_000)  # every day of a century: long lists tell each of them many times
def birth_words(year: int, month: int | None, day: int | None) -> str:
    """A birth date as far as it is known: 05/03/1975, 03/1975 or 1975."""
    if not month:
        return str(year)
    return f"{day:02d}/{month:02d}/{year}" if day else f"{month:02d}/{year}"


class SearchOrder(models.Func):
    """Given name, surname and what stands between them, without marks, and the sort key.

    Each word ends with "0" and another "0" ends the last: how people are found.
    """

    output_field = models.CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The last and the first word stand outside the outermost spaces, the others within."""
        key, order = (compiler.compile(source)[0] for source in self.get_source_expressions())
        letters = f"REPLACE({key}, ' ', '')"
        given = f"SUBSTR({key}, LENGTH(RTRIM({key}, {letters})) + 1)"
        surname = f"SUBSTR({key}, 1, LENGTH({key}) - LENGTH(LTRIM({key}, {letters})))"
        behind = f"SUBSTR({key}, LENGTH({key}) - LENGTH(LTRIM({key}, {letters})) + 2)"
        between = f"REPLACE(RTRIM({behind}, {letters}), ' ', '0')"
        return f"({given} || '0' || {surname} || '0' || {between} || '0' || {order})", ()


class Words(models.Func):
    """A search key with a space in front, so that every word of it begins behind a space."""

    output_field = models.CharField()
    template = "(' ' || %(expressions)s)"
