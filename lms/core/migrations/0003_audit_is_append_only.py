from django.db import migrations

from lms.core.guards import RECORD_OF_ACTS


def install(apps, schema_editor):
    RECORD_OF_ACTS.install(schema_editor.connection)


def remove(apps, schema_editor):
    RECORD_OF_ACTS.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change or delete what was written into the record of acts."""

    dependencies = [("core", "0002_organisations_figures_approvals_jobs")]
    operations = [migrations.RunPython(install, remove)]
