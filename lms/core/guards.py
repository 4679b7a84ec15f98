"""The database itself refuses to change or delete what is only ever added to.

Installed by migrations. A later migration that rebuilds a guarded table on SQLite (any change of a
column does) drops the triggers with the old table: it ends with `install` again; a test compares.
TRUNCATE is not caught: on PostgreSQL only the owner of the table may, see docs/operate.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """No row of `table` is deleted, and none of `columns` (all, when none is named) is changed.

    Those of `only_emptied` may become NULL and nothing else. With `once` ("OLD.state = 'done'")
    only rows are guarded of which that is true. Whoever tries is answered with an IntegrityError
    that says `refusal`. A second guard of one table has a `part` that tells them apart.
    """

    table: str
    refusal: str
    columns: tuple[str, ...] = ()
    only_emptied: tuple[str, ...] = ()
    once: str = ""
    part: str = ""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Set the guard; setting it twice changes nothing."""
        on_postgresql = connection.vendor == "postgresql"
        _run(connection, self._postgresql() if on_postgresql else self._sqlite())

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the guard away: for going back in migrations, and for emptying a test's tables."""
        on_table = f" ON {self.table}" if connection.vendor == "postgresql" else ""
        names = [name for name, _, _ in self._refused()]
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}{on_table}" for name in names])

    def _refused(self) -> Iterator[tuple[str, str, str]]:
        """Of each trigger: its name, which act it looks at, and when it refuses."""
        of_columns = f" OF {', '.join(self.columns)}" if self.columns else ""
        when = f"WHEN ({self.once})" if self.once else ""
        name = f"{self.table}{self.part}"
        yield f"{name}_no_update", f"UPDATE{of_columns}", when
        yield f"{name}_no_delete", "DELETE", when
        for column in self.only_emptied:
            when = f"WHEN (NEW.{column} IS NOT NULL)"
            yield f"{name}_no_other_{column}", f"UPDATE OF {column}", when

    def _sqlite(self) -> list[str]:
        return [
            f"""CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {self.table} {when}
                BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"""
            for name, act, when in self._refused()
        ]

    def _postgresql(self) -> list[str]:
        refuse = f"{self.table}{self.part}_refuse()"
        # The same kind of error as a constraint, so that both databases are answered alike.
        function = f"""CREATE OR REPLACE FUNCTION {refuse} RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation';
            END $$"""
        return [
            function,
            *(
                f"""CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {self.table}
                    FOR EACH ROW {when} EXECUTE FUNCTION {refuse}"""
                for name, act, when in self._refused()
            ),
        ]


RECORD_OF_ACTS = Guard("core_auditentry", "the record of acts is append-only")


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
