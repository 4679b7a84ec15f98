"""The database itself refuses to change or delete a row of the record of acts.

Installed by a migration. A later migration that rebuilds `core_auditentry` on SQLite (any change of
a column does) drops the triggers with the old table: it ends with `install` again; a test compares.
TRUNCATE is not caught: on PostgreSQL only the owner of the table may, see docs/operate.md.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "core_auditentry"
REFUSAL = "the record of acts is append-only"

_SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{act} BEFORE {act} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for act in ("update", "delete")
]
_POSTGRESQL = [
    # The same kind of error as a constraint, so that both databases are answered alike.
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    *(
        f"""CREATE OR REPLACE TRIGGER {TABLE}_no_{act} BEFORE {act} ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"""
        for act in ("update", "delete")
    ),
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the guard; setting it twice changes nothing."""
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for going back in migrations, and for emptying a test's tables."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    _run(
        connection,
        [f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}{on_table}" for act in ("update", "delete")],
    )


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
