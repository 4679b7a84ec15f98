"""People who stood on the register before it looked for doubles get their slip key."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from learners.people.matching import slip_key


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Some thousands at a time; running it again goes on where it stopped."""
    Learner = apps.get_model("learners", "Learner")
    while people := list(Learner.objects.filter(slip_key="").exclude(search_key="")[:5_000]):
        for person in people:
            person.slip_key = slip_key(person.search_key)
        Learner.objects.bulk_update(people, ["slip_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("learners", "0003_search_by_trigram")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
