"""Rows that may be somebody on the register: laid on the duplicates desk, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from learners.duplicates.candidates import Match, find
from learners.duplicates.models import Pair
from learners.duplicates.services import NewPair, put_on_desk
from learners.imports.deciding import DOUBTFUL, KNOWN, NEW, Fate, on_register
from learners.imports.filling import fill
from learners.imports.models import Import, ImportRow
from learners.imports.planning import visible_people
from learners.imports.signals import list_written
from learners.people.matching import Verdict, traits_of
from learners.people.models import Learner
from lms.core import audit
from lms.core.bulk import lock_register

# More questions about one row than this help nobody.
_MOST = 3
_NOTHING_TELLS = (
    "Giống hệt một hồ sơ đã có, không có gì để phân biệt. Nếu là người khác, hãy ghi thêm "
    "ngày sinh, số điện thoại hoặc thôn, xóm rồi tải lại."
)
_TOLD = (
    *("full_name", "birth_year", "birth_month", "birth_day", "sex", "commune_id", "hamlet"),
    *("address_recorded", "phone", "email", "organisation_id", "id_last3"),
)
_WHO = (
    *("full_name", "birth_year", "birth_month", "birth_day", "sex"),
    *("commune_id", "hamlet", "organisation_id"),
)
_PERSON = (*_TOLD, "search_key", "slip_key", "sort_key", "id_hash")
Asked = Collection[tuple[int, tuple[Any, ...]]]


def origin_of(row_id: int) -> str:
    """How the desk knows a row."""
    return f"import_row:{row_id}"


def lay(taken: Import, rows: QuerySet[ImportRow]) -> int:
    """Lay the doubtful rows among `rows` on the desk, now that the new people are registered.

    Who has become certain meanwhile, one way or the other, is linked or registered instead;
    returns how many people were registered so.
    """
    waiting = list(rows.filter(state=DOUBTFUL, asks=False, learner__isnull=True).order_by("line"))
    found = find([traits_of(row) for row in waiting])
    seen = visible_people(found, taken.uploaded_by)
    people = Learner.objects.in_bulk({match.learner_id for some in found for match in some})
    before = _asked_before(people)
    questions: list[NewPair] = []
    made = 0
    for row, matches in zip(waiting, found, strict=True):
        # Nobody? Somebody of this very stretch may have come onto the register meanwhile.
        matches = matches or find([traits_of(row)])[0]
        fate = on_register(matches, lambda pk: seen is None or pk in seen)
        if fate is None or fate.state == KNOWN:
            _settle(taken, row, fate)
            made += row.made
        elif any(_says_no_more(row, people.get(match.learner_id)) for match in matches):
            taken.rows.filter(pk=row.pk).update(reason=_NOTHING_TELLS)
        else:
            questions += _questions(row, matches, before)
    put_on_desk(pairs=questions)
    return made


def _questions(row: ImportRow, matches: Sequence[Match], before: Asked) -> list[NewPair]:
    """Is it this one, or that one? Not when the very same was asked for another list."""
    candidate = {name: getattr(row, name) for name in _TOLD}
    near = [match for match in matches if match.judgement.verdict is Verdict.NEAR][:_MOST]
    return [
        NewPair(match.learner_id, match.judgement, candidate=candidate, origin=origin_of(row.pk))
        for match in near
        if (match.learner_id, _told(row)) not in before
    ]


def _asked_before(people: Mapping[int, Learner]) -> Asked:
    waiting = Pair.objects.filter(
        left__in=people, candidate__isnull=False, state__in=(Pair.State.OPEN, Pair.State.LATER)
    )
    return {
        (left, tuple((candidate or {}).get(name) for name in _TOLD))
        for left, candidate in waiting.values_list("left", "candidate")
    }


def _says_no_more(row: ImportRow, person: Learner | None) -> bool:
    """Whether a row says of somebody what stands in their record, and nothing by which to tell.

    An export taken in again has such rows: the phone of whoever did not agree is not in it.
    """
    if person is None or any(getattr(row, n) != getattr(person, n) for n in _WHO):
        return False
    return all(getattr(row, n) in ("", getattr(person, n)) for n in ("phone", "email", "id_hash"))


def _told(of: Any) -> tuple[Any, ...]:
    return tuple(getattr(of, name) for name in _TOLD)


def _settle(taken: Import, row: ImportRow, fate: Fate | None) -> None:
    """A doubtful row is decided: it is somebody (`fate`), or a new person."""
    if fate is None:
        row.learner, row.made, row.state, row.reason = register_one(row), True, NEW, ""
    else:
        row.learner_id, row.state, row.reason = fate.learner_id, KNOWN, fate.reason
    row.save()
    taken.rows.filter(twin=row.line).update(learner=row.learner_id)
    taken.counts[DOUBTFUL] -= 1
    taken.counts[row.state] += 1


def register_one(row: ImportRow) -> Learner:
    """Put the person of one row on the register."""
    told = {name: getattr(row, name) for name in _PERSON}
    return Learner.objects.create(
        **told,
        address_mapping=row.address_mapping or Learner.Mapping.PICKED,
        id_seen=Learner.IdSeen.DECLARED if row.id_hash else "",
        source=Learner.Source.IMPORT,
    )


@transaction.atomic
def hear(*, pair_id: int) -> int | None:
    """The desk has decided about a row: link it, or put its person on the register.

    Returns the id of the person, or None when the pair is not about a row of a list that stands.
    Hearing it twice changes nothing.
    """
    pair = Pair.objects.get(pk=pair_id)
    kind, _, pk = pair.origin.partition(":")
    row = (
        ImportRow.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if (kind == "import_row")
        else None
    )
    if row is None or row.learner_id or row.state != DOUBTFUL:
        return row.learner_id if row else None
    lock_register()
    taken = Import.objects.select_for_update(of=("self",)).get(pk=row.list_id)
    if taken.state != Import.State.APPLIED:
        return None
    if pair.state == Pair.State.SAME:
        same = pair.left.merged_into_id or pair.left_id
        fate: Fate | None = Fate(KNOWN, "Cán bộ đã xem: cùng một người.", same)
    else:
        sure = [m for m in find([traits_of(row)])[0] if m.judgement.verdict is Verdict.SAME]
        fate = on_register(sure, lambda _: True)
    _settle(taken, row, fate)
    if fate:
        taken.counts["filled"] += fill(taken.rows.filter(pk=row.pk), taken.uploaded_by)
    taken.save(update_fields=["counts"])
    audit.record(actor=pair.decided_by, action="imports.settle", target=taken, line=row.line)
    list_written.send(sender=Import, list_id=taken.pk)
    return row.learner_id
