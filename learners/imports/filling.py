"""What a list knows more of somebody: written only where their record is empty, never over it."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from learners.imports.models import ImportRow
from learners.people.models import Learner
from lms.core.access import scope_of
from lms.core.bulk import bulk_rewrite
from lms.core.models import User

# Fields that go together: filled when all of them are empty in the record.
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("sex",),
    ("hamlet",),
    ("phone",),
    ("email",),
    ("organisation_id",),
    ("birth_month", "birth_day"),
    ("id_hash", "id_last3"),
)
_WRITTEN = (
    *(name for group in _GROUPS for name in group),
    *("phone_tail", "id_seen"),
)


def fill(rows: QuerySet[ImportRow], user: User) -> int:
    """Fill what is empty in the records of the known people of `rows`; returns how many records.

    Only of people whom `user`, who brought the list, may change; a row that still asks something
    fills nothing. Each row remembers what it wrote.
    """
    telling = _telling_more(rows.filter(state=ImportRow.State.KNOWN, asks=False))
    if not scope_of(user).whole_province:
        telling = telling.filter(learner__in=Learner.objects.visible_to(user))
    people: dict[int, Learner] = {}
    written: list[ImportRow] = []
    numbers: set[str] = set()
    for row in telling.select_related("learner").order_by("line"):
        person = people.setdefault(row.learner_id or 0, row.learner)  # type: ignore[arg-type]
        if wrote := _fill_one(person, row, numbers):
            row.filled = wrote
            written.append(row)
    changed = {row.learner_id for row in written}
    bulk_rewrite(Learner, _WRITTEN, [_values(people[pk]) for pk in changed if pk])
    bulk_rewrite(ImportRow, ["filled"], [(json.dumps(row.filled), row.pk) for row in written])
    return len(changed)


def _values(person: Learner) -> tuple[Any, ...]:
    return (*(getattr(person, name) for name in _WRITTEN), person.pk)


def _telling_more(rows: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
    """Rows that say something their person's record does not; most say nothing new."""
    more = Q()
    for group in _GROUPS:
        name = group[-1]
        if Learner._meta.get_field(name.removesuffix("_id")).null:
            more |= Q(**{f"learner__{name}__isnull": True, f"{name}__isnull": False})
        else:
            more |= Q(**{f"learner__{name}": ""}) & ~Q(**{name: ""})
    return rows.filter(more, learner__isnull=False, learner__merged_into__isnull=True)


def _fill_one(person: Learner, row: ImportRow, numbers: set[str]) -> dict[str, Any]:
    wrote: dict[str, Any] = {}
    for group in _GROUPS:
        told = {name: getattr(row, name) for name in group}
        empty = not any(getattr(person, name) for name in group)
        if empty and told[group[-1]] and _may_stand(person, row, group, numbers):
            wrote |= told
    for name, value in wrote.items():
        setattr(person, name, value)
    if "id_hash" in wrote:
        person.id_seen = Learner.IdSeen.DECLARED
    if wrote:
        person.set_keys()
    return wrote


def _may_stand(person: Learner, row: ImportRow, group: Iterable[str], numbers: set[str]) -> bool:
    """A day belongs to its year; an ID number belongs to one person."""
    if "birth_day" in group:
        return person.birth_year == row.birth_year
    if "id_hash" not in group:
        return True
    standing = Learner.objects.filter(id_hash=row.id_hash, merged_into__isnull=True)
    if row.id_hash in numbers or standing.exists():
        return False
    numbers.add(row.id_hash)
    return True
