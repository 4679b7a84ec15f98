"""Writing a planned list into the register: each chunk one transaction, so it may be killed.

A chunk holds the lock of the register, compares its rows with the register once more (others write
too), puts new people on it, links the known ones and fills what is empty in their records, lays the
doubtful ones on the duplicates desk, and moves the cursor `counts["line"]` on. Whoever goes on
later begins after the cursor, so that nothing is done twice.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from learners.duplicates.candidates import find
from learners.imports import desk, stillness
from learners.imports.deciding import NEW, Fate, on_register
from learners.imports.filling import fill
from learners.imports.models import Import, ImportRow
from learners.imports.planning import visible_people
from learners.imports.selectors import list_of
from learners.imports.signals import list_written
from learners.people.matching import traits_of
from learners.people.models import Learner
from lms.core import audit
from lms.core.bulk import learn_sizes, lock_register
from lms.core.jobs import Steps
from lms.core.models import Job


@dataclass(frozen=True, slots=True)
class Lines:
    """A stretch of a list: first and last line, and how many rows stand there."""

    first: int
    last: int
    rows: int


def apply(steps: Steps) -> None:
    """Write the list of a job into the register; goes on after the last chunk that was stored."""
    taken = list_of(steps.job)
    if taken is None or taken.state != Import.State.PLANNED:
        return
    counts, done, total = taken.counts, steps.job.done, int(taken.counts["read"])
    counts.setdefault("line", 0)
    counts.setdefault("filled", 0)
    looked_at = max(done, settings.LIST_CHUNK // 5)
    while lines := not taken.found.get("repeated") and lines_after(taken, counts["line"]):
        with transaction.atomic():
            done = min(done + lines.rows, total)
            steps.move(done=done, total=total)
            lock_register()
            _write(taken, lines, steps.job)
            counts["line"] = lines.last
            Import.objects.filter(pk=taken.pk).update(counts=counts)
        if done >= looked_at * 5:
            learn_sizes(Learner)
            looked_at = done
    with transaction.atomic():
        steps.move(done=total, total=total)
        counts.pop("register", None)
        del counts["line"]
        taken.state, taken.applied_at = Import.State.APPLIED, timezone.now()
        taken.save(update_fields=["counts", "state", "applied_at"])
        audit.record(actor=steps.job.started_by, action="imports.apply", target=taken, **counts)
        list_written.send(sender=Import, list_id=taken.pk)


def lines_after(taken: Import, line: int) -> Lines | None:
    """The next stretch of a list behind `line`; None at its end."""
    first = taken.rows.filter(line__gt=line).order_by("line").values_list("line", flat=True).first()
    if first is None:
        return None
    stretch = taken.rows.filter(line__range=(first, first + settings.LIST_CHUNK - 1))
    found = stretch.aggregate(last=Max("line"), rows=Count("line"))
    return Lines(first, found["last"], found["rows"])


def _write(taken: Import, lines: Lines, job: Job) -> None:
    rows = taken.rows.filter(line__range=(lines.first, lines.last))
    register = taken.counts.get("register", taken.found["register"])
    still = register is not None and stillness.is_still(register, job=job)
    if not still:
        _compare_again(taken, rows)
    try:
        with transaction.atomic():
            made = _register(taken, lines)
    except IntegrityError:  # somebody has taken on one of these ID numbers, and left no trace
        _compare_again(taken, rows)
        made = _register(taken, lines)
    _link_twins(taken, rows)
    taken.counts["filled"] += fill(rows, taken.uploaded_by)
    made += desk.lay(taken, rows)
    # Once somebody else has written, every row that is left is compared again.
    taken.counts["register"] = stillness.after(register, made=made) if still else None


def _compare_again(taken: Import, rows: QuerySet[ImportRow]) -> None:
    """Rows that were nobody's when they were planned may be somebody's now."""
    waiting = list(rows.filter(state=NEW).values_list("pk", *_TRAITS, named=True))
    matches = find([traits_of(row) for row in waiting])
    seen = visible_people(matches, taken.uploaded_by)
    for row, found in zip(waiting, matches, strict=True):
        fate = on_register(found, lambda pk: seen is None or pk in seen)
        if fate:
            settle(taken, row.pk, NEW, fate)


_TRAITS = (
    *("full_name", "search_key", "slip_key", "birth_year", "birth_month", "birth_day", "sex"),
    *("commune_id", "hamlet", "phone", "id_hash", "organisation_id"),
)


def settle(taken: Import, pk: int, before: str, fate: Fate) -> None:
    """A row turns out to be of another state than it was planned."""
    taken.rows.filter(pk=pk).update(
        state=fate.state, reason=fate.reason, learner=fate.learner_id, made=False
    )
    taken.counts[before] -= 1
    taken.counts[fate.state] += 1


def _register(taken: Import, lines: Lines) -> int:
    """Put the new people of a stretch on the register, in one statement; returns how many."""
    row, person = ImportRow._meta.db_table, Learner._meta.db_table
    names = ", ".join(_COPIED)
    # In the order of the largest indexes, which then grow in fewer places.
    statement = f"""
        INSERT INTO {person} (id, {names}, phone_tail, address_mapping, address_mapped_on,
            id_seen, source, registered_at)
        SELECT learner_id, {names}, substr(phone, length(phone) - 3),
            CASE WHEN address_mapping = '' THEN 'picked' ELSE address_mapping END, %s,
            CASE WHEN id_hash = '' THEN '' ELSE 'declared' END, 'import', %s
        FROM {row}
        WHERE list_id = %s AND line BETWEEN %s AND %s AND state = 'new'
        ORDER BY sort_key
    """  # noqa: S608  (names of our own)
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(statement, [today, now, taken.pk, lines.first, lines.last])
        return int(cursor.rowcount)


_COPIED = (
    *("full_name", "search_key", "slip_key", "sort_key", "birth_year", "birth_month", "birth_day"),
    *("sex", "commune_id", "hamlet", "address_recorded", "phone", "email", "organisation_id"),
    *("id_hash", "id_last3"),
)


def _link_twins(taken: Import, rows: QuerySet[ImportRow]) -> None:
    """Who stands a second time in a list is the person of their first line."""
    first = taken.rows.filter(line=OuterRef("twin")).values("learner")[:1]
    rows.filter(twin__isnull=False).update(learner=Subquery(first))
