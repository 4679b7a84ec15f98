from django.db import migrations

from lms.core import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change or delete what was written into the record of acts."""

    dependencies = [("core", "0002_organisations_figures_approvals_jobs")]
    operations = [migrations.RunPython(install, remove)]
