"""Reading lists: which may be seen, how far each is, its rows page by page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from learners.imports.models import ColumnMemory, Import, ImportRow
from learners.people.models import Learner
from lms.core.access import Scope
from lms.core.models import Area, Job, Organisation, User

UNDO_DAYS = 7
PAGE_SIZE = 50
EXAMPLES = 5
ASKED_AT_ONCE = 20
_BATCH = 10_000
RowState = ImportRow.State


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows of a list and, when there are more, the line after which to go on."""

    rows: list[ImportRow]
    next_line: int | None


def lists_of(user: User) -> QuerySet[Import]:
    """The lists `user` may see, newest first, with what a line about each shows."""
    return Import.objects.visible_to(user).select_related(
        "commune", "organisation", "uploaded_by", "job"
    )


@dataclass(frozen=True, slots=True)
class ListPage:
    """Lists and, when there are more, the one before which to go on."""

    lists: list[Import]
    next_before: int | None


def page_of_lists(user: User, *, before: str = "") -> ListPage:
    """A page of the lists of one's scope, newest first."""
    found = lists_of(user)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    lists = list(found[: PAGE_SIZE + 1])
    more = len(lists) > PAGE_SIZE
    return ListPage(lists[:PAGE_SIZE], lists[PAGE_SIZE - 1].pk if more else None)


def list_of(job: Job) -> Import | None:
    """The list a job works on; None once another job has taken its place."""
    return (
        Import.objects.select_related("commune", "organisation", "uploaded_by")
        .filter(job=job)
        .first()
    )


def same_file(taken: Import) -> Import | None:
    """The earlier list with the very same bytes, written for the same place, if it still stands."""
    return (
        Import.objects.filter(
            file_hash=taken.file_hash,
            commune=taken.commune_id,
            organisation=taken.organisation_id,
            state=Import.State.APPLIED,
            pk__lt=taken.pk,
        )
        .order_by("-pk")
        .first()
    )


def memory_source(taken: Import) -> str:
    """Whose lists look alike: those of a commune, of an organisation, or of the province."""
    if taken.organisation_id:
        return f"organisation:{taken.organisation_id}"
    return f"area:{taken.commune_id or 'province'}"


def remembered_columns(taken: Import) -> dict[str, str] | None:
    """What the columns of a list with these headings meant the last time, for this source."""
    memory = ColumnMemory.objects.filter(
        source=memory_source(taken), headings_hash=taken.found.get("headings_hash", "")
    ).first()
    return memory.columns if memory else None


def rows_path(taken: Import) -> Path:
    """Where reading left the rows of a list: line number and cells, as CSV."""
    return Path(taken.file.storage.path(f"imports/rows/{taken.pk}.csv"))


def annotated_path(taken: Import) -> Path:
    """Where the same file with the result of each row lies once it was made."""
    kind = "csv" if is_text(taken) else "xlsx"
    name = f"{taken.pk}-{taken.file_hash[:12]}.{kind}"
    return Path(taken.file.storage.path(f"imports/results/{name}"))


def is_text(taken: Import) -> bool:
    """Whether the list came as CSV, and goes back as CSV."""
    return not taken.file_name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods"))


def rows_of(*, taken: Import, state: str = "", after: str = "") -> RowPage:
    """A page of the rows of a list in the order of its lines, perhaps of one state only."""
    line = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = taken.rows.filter(line__gt=line).select_related("commune").order_by("line")
    if state in RowState:
        rows = rows.filter(state=state)
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return RowPage(found[:PAGE_SIZE], found[PAGE_SIZE - 1].line if more else None)


def asking(taken: Import) -> QuerySet[ImportRow]:
    """The rows about which a person must decide something before they can be written."""
    return taken.rows.filter(state=RowState.DOUBTFUL, asks=True).order_by("line")


def examples(taken: Import) -> list[tuple[str, str, int, list[ImportRow]]]:
    """Per state its code, its words, how many rows, and the first few of them."""
    found = []
    for state in RowState:
        many = int(taken.counts.get(state, 0))
        rows = taken.rows.filter(state=state).select_related("commune").order_by("line")
        found.append((state.value, state.label, many, list(rows[:EXAMPLES]) if many else []))
    return found


def undo_ends(taken: Import) -> datetime:
    """Until when an applied list can be taken back."""
    if taken.applied_at is None:
        raise ValueError("a list that was not applied has nothing to take back")
    return taken.applied_at + timedelta(days=UNDO_DAYS)


def communes_in(scope: Scope) -> QuerySet[Area]:
    """The communes whose people may be brought in."""
    communes = Area.objects.communes()
    return communes if scope.whole_province else communes.filter(pk__in=scope.communes)


def organisations_in(scope: Scope) -> QuerySet[Organisation]:
    """The organisations whose people may be brought in."""
    found = Organisation.objects.filter(is_active=True)
    return found if scope.whole_province else found.filter(pk__in=scope.organisations)


def people_of_list(taken: Import) -> list[int]:
    """The people of a list in the order of its lines, each once, as they stand on the register."""
    states = (ImportRow.State.NEW, ImportRow.State.KNOWN)
    rows = taken.rows.filter(state__in=states, learner__isnull=False).order_by("line")
    pairs = rows.values_list("learner", "learner__merged_into")
    found = dict.fromkeys(kept or pk for pk, kept in pairs)
    standing: set[int] = set()
    keys = list(found)
    for start in range(0, len(keys), _BATCH):  # a database takes so many values at once, no more
        some = Learner.objects.standing().filter(pk__in=keys[start : start + _BATCH])
        standing.update(some.values_list("pk", flat=True))
    return [pk for pk in found if pk in standing]
