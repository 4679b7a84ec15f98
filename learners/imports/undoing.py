"""Taking a list back: those it put on the register go again, unless they have done something since.

Whoever has since signed in, learnt, agreed, been merged, stands in another list or was corrected by
somebody stays; everybody else the list made is removed, and what it filled in the records of
others is emptied again where it still says the same. The page says beforehand how many stay and
why.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Field, ForeignObjectRel, Q, QuerySet
from django.utils import timezone

from learners.duplicates.models import Pair
from learners.imports.applying import lines_after
from learners.imports.desk import origin_of
from learners.imports.models import Import, ImportRow
from learners.imports.selectors import list_of
from learners.people.models import Learner
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.jobs import Steps

# What somebody has done since, by the table that says so; in words after "người".
_DONE = {
    "consent": "đã ghi sự đồng ý",
    "enrolment": "đã vào học",
    "importrow": "có trong danh sách khác",
    "merge": "đã được gộp hồ sơ",
    "learner": "đã được gộp hồ sơ",
    "move": "đã chuyển nơi ở",
    "papercode": "đã có mã nhận hồ sơ",
    "pair": "đang chờ so với danh sách khác",
    "seat": "đã có tên trong một lớp học",
}
_TEXTS = (
    *("full_name", "sex", "commune", "hamlet", "address_recorded"),
    *("phone", "email", "id_hash", "birth_year"),
)
_NULLABLE = ("birth_month", "birth_day", "organisation")
_LINKS = ("commune", "organisation")


@dataclass(frozen=True, slots=True)
class Undoing:
    """How many people a list made go again, and how many stay, by what they have done since."""

    removed: int
    stays: int
    reasons: list[tuple[str, int]]


def foresee(taken: Import) -> Undoing:
    """What undoing the list now would do; nothing is changed."""
    made = taken.rows.filter(made=True)
    busy = busy_people(taken, made)
    return Undoing(made.count() - len(busy), len(busy), Counter(busy.values()).most_common())


def undo(steps: Steps) -> None:
    """Take back the list of a job, chunk by chunk; goes on after the last chunk that was stored."""
    taken = list_of(steps.job)
    if taken is None or taken.state != Import.State.APPLIED:
        return
    counts, total = taken.counts, int(taken.counts["read"])
    counts.setdefault("line", 0)
    counts.setdefault("removed", 0)
    while lines := lines_after(taken, counts["line"]):
        with transaction.atomic():
            steps.move(done=min(steps.job.done + lines.rows, total), total=total)
            lock_register()
            rows = taken.rows.filter(line__range=(lines.first, lines.last))
            counts["removed"] += _take_back(taken, rows)
            counts["line"] = lines.last
            steps.job.done += lines.rows
            Import.objects.filter(pk=taken.pk).update(counts=counts)
    with transaction.atomic():
        steps.move(done=total, total=total)
        del counts["line"]
        counts["stays"] = taken.rows.filter(made=True).count()
        taken.state, taken.undone_at = Import.State.UNDONE, timezone.now()
        taken.save(update_fields=["counts", "state", "undone_at"])
        audit.record(
            actor=steps.job.started_by,
            action="imports.undo",
            target=taken,
            removed=counts["removed"],
        )


def _take_back(taken: Import, rows: QuerySet[ImportRow]) -> int:
    """Undo what these rows did; returns how many people were removed."""
    made = rows.filter(made=True)
    people = set(made.values_list("learner", flat=True)) - busy_people(taken, made).keys()
    for row in rows.filter(filled__isnull=False):
        _empty_again(row)
    waiting = rows.filter(state=ImportRow.State.DOUBTFUL, learner__isnull=True)
    origins = [origin_of(pk) for pk in waiting.values_list("pk", flat=True)]
    Pair.objects.filter(origin__in=origins, state__in=(Pair.State.OPEN, Pair.State.LATER)).delete()
    taken.rows.filter(learner__in=people).update(learner=None, made=False)
    Learner.objects.filter(pk__in=people).delete()
    return len(people)


def _empty_again(row: ImportRow) -> None:
    """What a row filled is emptied where the record still says it."""
    people = Learner.objects.select_for_update()
    person = people.filter(pk=row.learner_id).first() if row.learner_id else None
    filled, row.filled = row.filled or {}, None
    row.save(update_fields=["filled"])
    if person is None:
        return
    for name, wrote in filled.items():
        seen_since = name.startswith("id_") and person.id_seen != Learner.IdSeen.DECLARED
        if getattr(person, name) == wrote and not seen_since:
            field = Learner._meta.get_field(name.removesuffix("_id"))
            setattr(person, name, None if field.null else "")
    person.id_seen = person.id_seen if person.id_hash else ""
    person.save()


def busy_people(taken: Import, made: QuerySet[ImportRow]) -> dict[int, str]:
    """Those of the people these rows made who cannot be removed, each with a reason in words."""
    people = made.values("learner")
    busy: dict[int, str] = {}
    busy |= dict.fromkeys(_changed(taken, made), "đã được sửa hồ sơ")
    for relation in _relations():
        why = _DONE.get(str(relation.related_model._meta.model_name), _OTHER)
        busy |= dict.fromkeys(_since(taken, relation, people), why)
    held = Learner.objects.filter(pk__in=people)
    gone = held.filter(Q(merged_into__isnull=False) | Q(erased_at__isnull=False))
    busy |= dict.fromkeys(gone.values_list("pk", flat=True), _DONE["merge"])
    signed = held.filter(user__isnull=False).values_list("pk", flat=True)
    return busy | dict.fromkeys(signed, "đã đăng nhập và nhận hồ sơ")


_OTHER = "đã có việc khác gắn với hồ sơ"


def _relations() -> Iterable[ForeignObjectRel]:
    """Every link of any table to a person: a new table needs no line here."""
    return [
        field
        for field in Learner._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and not field.many_to_many
    ]


def _since(taken: Import, relation: ForeignObjectRel, people: QuerySet) -> Iterable[int]:
    """The people of `people` whom a row of this link, not of this list itself, points to."""
    link: Field = relation.field  # type: ignore[assignment]
    rows = relation.related_model._base_manager.filter(**{f"{link.name}__in": people})
    if relation.related_model is ImportRow:
        rows = rows.exclude(list=taken).exclude(list__state=Import.State.UNDONE)
    if relation.related_model is Pair:
        # A pair is a guess. It keeps somebody only while a row of another list waits for it.
        rows = rows.filter(right__isnull=True, state__in=(Pair.State.OPEN, Pair.State.LATER))
        own = {
            origin_of(pk) for pk in taken.rows.filter(state="doubtful").values_list("pk", flat=True)
        }
        return [pk for pk, origin in rows.values_list(link.attname, "origin") if origin not in own]
    return rows.values_list(link.attname, flat=True).distinct()


def _changed(taken: Import, made: QuerySet[ImportRow]) -> Iterable[int]:
    """People whose record no longer says what their row said, but for what this list filled."""
    same = Q(*[Q(**{f"learner__{name}": F(name)}) for name in _TEXTS])
    for name in _NULLABLE:
        both = Q(**{f"{name}__isnull": True, f"learner__{name}__isnull": True})
        same &= Q(**{f"learner__{name}": F(name)}) | both
    for row in made.filter(~same).select_related("learner"):
        person = row.learner
        filled: set[str] = set()
        for names in taken.rows.filter(learner=person).values_list("filled", flat=True):
            filled |= set(names or ())
        told = [f"{name}_id" if name in _LINKS else name for name in (*_TEXTS, *_NULLABLE)]
        if person and any(getattr(row, n) != getattr(person, n) for n in told if n not in filled):
            yield person.pk
