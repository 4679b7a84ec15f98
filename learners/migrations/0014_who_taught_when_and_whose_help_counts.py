"""From when until when somebody teaches a class; whose help counts; a class is opened once.

Trainers of today stand from the beginning, as every page said until now. Whoever was replaced is
found again in the record of acts, as far as that names them. A note of help that somebody else than
the helper wrote counts as confirmed by them.
"""

from itertools import groupby, pairwise

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Bring back who taught before, and confirm what others than the helper wrote."""
    AuditEntry = apps.get_model("core", "AuditEntry")
    changes = AuditEntry.objects.filter(action="classes.change_trainers").order_by("target", "id")
    for target, entries in groupby(changes.iterator(), key=lambda entry: entry.target):
        _bring_back(apps, int(target.rpartition(":")[2]), list(entries))
    Help = apps.get_model("learners", "Help")
    own = Help.objects.filter(helper__user=F("noted_by"))
    Help.objects.filter(noted_by__isnull=False, confirmed_at=None).exclude(
        pk__in=own.values("pk")
    ).update(confirmed_by=F("noted_by"), confirmed_at=F("noted_at"))


def _bring_back(apps: Apps, training_class: int, changes: list) -> None:  # type: ignore[type-arg]
    ClassTrainer = apps.get_model("learners", "ClassTrainer")
    Learner = apps.get_model("learners", "Learner")
    now = set(
        ClassTrainer.objects.filter(training_class=training_class).values_list("learner", flat=True)
    )
    if not now:  # no such class any more
        return
    named = {pk for entry in changes for pk in entry.data.get("trainers", [])}
    people = dict(Learner.objects.filter(pk__in=named).values_list("pk", "merged_into"))
    ClassTrainer.objects.bulk_create(
        ClassTrainer(
            training_class_id=training_class,
            learner_id=people[pk] or pk,
            part="assistant" if place else "lead",
            since=entry.at,
            until=following.at,
        )
        for entry, following in pairwise(changes)
        for place, pk in enumerate(entry.data.get("trainers", []))
        if pk in people and (people[pk] or pk) not in now
    )


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Before this there was a row for each trainer of today and no other."""
    apps.get_model("learners", "ClassTrainer").objects.filter(until__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_files_of_tables"),
        ("learners", "0013_searches_in_the_order_of_the_page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="classtrainer",
            name="teaches_a_class_once",
        ),
        migrations.AddField(
            model_name="classtrainer",
            name="since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="từ lúc"),
        ),
        migrations.AddField(
            model_name="classtrainer",
            name="until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="đến lúc"),
        ),
        migrations.AddField(
            model_name="help",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="xác nhận lúc"),
        ),
        migrations.AddField(
            model_name="help",
            name="confirmed_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="help",
            name="struck_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="bỏ lúc"),
        ),
        migrations.AddField(
            model_name="help",
            name="struck_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="trainingclass",
            name="key",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="classtrainer",
            constraint=models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("training_class", "learner"), name="teaches_a_class_once"),
        ),
        migrations.AddConstraint(
            model_name="classtrainer",
            constraint=models.CheckConstraint(condition=models.Q(("since__isnull", True), ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"), name="teaching_ends_after_it_began"),
        ),
        migrations.AddConstraint(
            model_name="help",
            constraint=models.CheckConstraint(condition=models.Q(("confirmed_at__isnull", True), ("struck_at__isnull", True), _connector="OR"), name="help_is_not_confirmed_and_struck"),
        ),
        migrations.RunPython(fill, empty, elidable=True),
    ]
