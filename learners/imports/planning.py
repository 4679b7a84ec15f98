"""The plan of a list: for each row who it is, and what would become of it. Writes no people."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction

from learners.duplicates.candidates import Match, Pool, find
from learners.imports import repeating, stillness, understanding
from learners.imports.deciding import DOUBTFUL, INVALID, KNOWN, NEW, Fate, in_list, on_register
from learners.imports.models import Import, ImportRow
from learners.imports.selectors import list_of, rows_path
from learners.imports.understanding import Line
from learners.people.matching import Traits, traits_of
from learners.people.models import Learner
from lms.core.access import Scope, scope_of
from lms.core.bulk import bulk_write, reserve_ids
from lms.core.jobs import Steps
from lms.core.models import User

COLUMNS = (
    *("list_id", "line", "full_name", "search_key", "slip_key", "sort_key"),
    *("birth_year", "birth_month", "birth_day", "sex", "commune_id", "hamlet"),
    *("address_recorded", "address_mapping", "phone", "email", "organisation_id"),
    *("id_hash", "id_last3", "asks", "state", "reason", "learner_id", "twin", "made"),
)
_STORED = Line._fields.index("refused")  # what follows is told by state and reason
_OUTSIDE = (
    "Xã, phường: người này không ở địa bàn, không thuộc đơn vị bạn phụ trách. "
    "Hãy gửi dòng này cho cán bộ nơi đó."
)


def plan(steps: Steps) -> None:
    """Plan the list of a job, chunk by chunk; goes on after the last chunk that was stored."""
    taken = list_of(steps.job)
    if taken is None or taken.state != Import.State.COLUMNS:
        return
    begun = "line" in taken.counts
    if not begun:
        taken.found.pop("repeated", None)
        taken.rows.all()._raw_delete(taken.rows.db)  # of an earlier plan; nothing hangs on rows
        taken.counts = dict.fromkeys((NEW, KNOWN, DOUBTFUL, INVALID, "read", "line"), 0)
        taken.found["register"] = stillness.mark()
        taken.save(update_fields=["found"])
    total = int(taken.found["rows"])
    if not begun and _repeat(taken, steps, total):
        return
    planner = _Planner(taken)
    for rows in understanding.chunks(taken, rows_path(taken), after=taken.counts["line"]):
        with transaction.atomic():
            steps.move(done=min(taken.counts["read"] + len(rows), total), total=total)
            planner.write(rows)
    with transaction.atomic():
        steps.move(done=total, total=total)
        del taken.counts["line"]
        taken.state = Import.State.PLANNED
        taken.save(update_fields=["counts", "state", "found"])


def _repeat(taken: Import, steps: Steps, total: int) -> bool:
    """The very same file was written before: its rows are what they were then."""
    with transaction.atomic():
        steps.move(done=0, total=total)
        counts = repeating.plan_of(taken)
        if counts is None:
            return False
        taken.counts, taken.state = counts, Import.State.PLANNED
        taken.found["repeated"] = True  # there is nothing left to find out at writing
        taken.save(update_fields=["counts", "state", "found"])
    return True


class _Planner:
    """What the rows of a list are compared with: the register, and the list's own earlier rows."""

    def __init__(self, taken: Import) -> None:
        self.taken, self.scope = taken, scope_of(taken.uploaded_by)
        # Whoever was understood is compared with those below, also who is known already: a second
        # line may tell the number or phone by which a third one is recognised.
        self.pool = Pool()
        if taken.counts["line"]:
            for row in taken.rows.exclude(state=INVALID).order_by("line").iterator():
                self.pool.add(row.twin or row.line, traits_of(row))

    def write(self, rows: Sequence[Line]) -> None:
        """Decide about a chunk and store it with the counts so far."""
        fates = self.decide(rows)
        counts = self.taken.counts
        for fate in fates:
            counts[fate.state] += 1
        counts["read"] += len(rows)
        counts["line"] = rows[-1].line
        keys = reserve_ids(Learner, sum(fate.state == NEW for fate in fates))
        bulk_write(
            ImportRow,
            COLUMNS,
            (self._stored(row, fate, keys) for row, fate in zip(rows, fates, strict=True)),
        )
        Import.objects.filter(pk=self.taken.pk).update(counts=counts)

    def decide(self, rows: Sequence[Line]) -> list[Fate]:
        """The fate of each row, in order."""
        standing = [row for row in rows if not row.refused and within(row, self.scope)]
        traits = [understanding.traits_of(row) for row in standing]
        matches = find(traits)
        seen = visible_people(matches, self.taken.uploaded_by)
        fates = {
            row.line: self._compared(row, known, found, seen)
            for row, known, found in zip(standing, traits, matches, strict=True)
        }
        return [fates.get(row.line) or _refusal(row) for row in rows]

    def _compared(
        self, row: Line, traits: Traits, matches: list[Match], seen: Collection[int] | None
    ) -> Fate:
        fate = on_register(matches, lambda pk: seen is None or pk in seen)
        fate = fate or in_list(self.pool.find(traits))
        if fate is None:
            fate = Fate(DOUBTFUL if row.asks else NEW)
        self.pool.add(fate.twin or row.line, traits)
        return fate

    def _stored(self, row: Line, fate: Fate, keys: Iterator[int]) -> tuple[Any, ...]:
        # Why it was refused are its problems; beside any other fate they are remarks.
        reason = fate.reason if row.refused else f"{fate.reason} {row.problems}".strip()
        is_new = fate.state == NEW
        person = next(keys) if is_new else fate.learner_id
        told = (fate.state, reason, person, fate.twin, is_new)
        return (self.taken.pk, *row[:_STORED], *told)


def _refusal(row: Line) -> Fate:
    return Fate(INVALID, row.problems if row.refused else _OUTSIDE)


def within(row: Any, scope: Scope) -> bool:
    """Whether the person of a row is theirs to bring; a commune yet unknown may be."""
    if scope.whole_province or row.organisation_id in scope.organisations:
        return True
    return row.commune_id in scope.communes or (row.asks and row.commune_id is None)


def visible_people(matches: Sequence[Sequence[Match]], user: User) -> Collection[int] | None:
    """Those of the people found whom `user` may see; None means all of them."""
    if scope_of(user).whole_province:
        return None
    found = {match.learner_id for some in matches for match in some}
    visible = (
        Learner.objects.visible_to(user).filter(pk__in=found) if found else Learner.objects.none()
    )
    return set(visible.values_list("pk", flat=True))
