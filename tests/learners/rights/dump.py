"""Everything that stands in the database, as text: where is somebody still named?"""

import json

from django.db import connection
from django.utils.encoding import force_str


def everywhere(*needles: str) -> set[tuple[str, str]]:
    """(table, column) of every stored value in which one of the words occurs, case aside."""
    found = set()
    wanted = [needle.casefold() for needle in needles]
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = as_text(value).casefold()
                    if any(needle in text for needle in wanted):
                        found.add((table, column))
    return found


def as_text(value: object) -> str:
    """A value as it can be searched: JSON without escapes, bytes decoded."""
    if isinstance(value, bytes | memoryview):
        return force_str(bytes(value), errors="replace")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in '{["':
        try:
            return json.dumps(json.loads(value), ensure_ascii=False)
        except ValueError:
            return value
    return str(value)
