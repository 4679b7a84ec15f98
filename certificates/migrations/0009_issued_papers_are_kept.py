from django.db import migrations

from certificates.papers.guarding import KEPT
from certificates.transparency.leaves import fingerprint, leaf_of
from django.utils import timezone


def guard(apps, schema_editor):
    for one in KEPT:
        one.install(schema_editor.connection)


def unguard(apps, schema_editor):
    for one in KEPT:
        one.remove(schema_editor.connection)


def enter_older(apps, schema_editor):
    """Papers that were issued before there was a log begin it; the clock takes them into the tree.

    Only where the log is empty: later on, a paper without an entry is one that went round it.
    """
    entries = apps.get_model("certificates", "LogEntry").objects
    if entries.exists():
        return
    issued = apps.get_model("certificates", "Certificate").objects.exclude(state="pending")
    some = []
    for paper in issued.order_by("issued_at", "pk").iterator(chunk_size=1_000):
        some += [entries.model(paper=paper, **one) for one in entries_of(paper)]
        if len(some) > 1_000:
            entries.bulk_create(some)
            some = []
    entries.bulk_create(some)


def entries_of(paper):
    told = {"number": paper.number, "fingerprint": fingerprint(paper.code, paper.facts)}
    day = timezone.localdate(paper.issued_at)
    yield {"act": "issued", "leaf": leaf_of(act="issued", state="valid", day=day, **told)}
    if paper.ended_at:
        day = timezone.localdate(paper.ended_at)
        yield {"act": "ended", "leaf": leaf_of(act="ended", state=paper.state, day=day, **told)}


class Migration(migrations.Migration):

    dependencies = [
        ("certificates", "0008_a_key_whose_file_is_missing"),
    ]

    operations = [
        migrations.RunPython(enter_older, migrations.RunPython.noop),
        # Last: on SQLite a change of the table makes it anew, without its guards.
        migrations.RunPython(guard, unguard),
    ]
