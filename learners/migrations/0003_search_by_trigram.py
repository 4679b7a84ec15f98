"""On PostgreSQL a word anywhere in a name is found by an index of trigrams.

The commune stands in it too: what an officer looks for is then met from the short list of the
commune, not from the long ones of frequent words. pg_trgm and btree_gin are trusted extensions:
whoever may create in the database may add them, no superuser is needed. Where they are not
installed the search of people stays right and only grows slow in a large register, so the
migration says so and goes on.
"""

import logging

from django.db import DatabaseError, migrations, transaction

logger = logging.getLogger(__name__)


def add(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    except DatabaseError as error:
        logger.warning("searching people will be slow, an extension is missing: %s", error)
        return
    schema_editor.execute(
        "CREATE INDEX IF NOT EXISTS learner_by_words ON learners_learner"
        " USING gin (commune_id, (' ' || search_key) gin_trgm_ops)"
    )
    # What is known of an expression by which nobody was counted yet misleads the planner.
    schema_editor.execute("ANALYZE learners_learner")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS learner_by_words")


class Migration(migrations.Migration):
    dependencies = [("learners", "0002_register_lists_duplicates_rights")]
    operations = [migrations.RunPython(add, remove)]
