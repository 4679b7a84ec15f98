"""Reading batches: the list, one with its numbers, and its rows page by page."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certificates.batches.models import Batch, BatchRow
from lms.core import jobs
from lms.core.models import Job, User

PAGE_SIZE = 20
ROWS_A_PAGE = 50
State = BatchRow.State


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Some batches, and the id before which the next ones stand."""

    rows: list[Batch]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a batch is."""

    waiting: int
    done: int
    had: int
    cannot: int
    jobs: list[Job]

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.had + self.cannot

    @property
    def percent(self) -> int:
        """How much of it is over."""
        return (self.total - self.waiting) * 100 // self.total if self.total else 0

    @property
    def is_working(self) -> bool:
        """Whether a worker is at it, or called."""
        return any(jobs.is_open(job) for job in self.jobs)

    @property
    def is_paused(self) -> bool:
        return any(job.state == Job.State.PAUSED for job in self.jobs)

    @property
    def problem(self) -> str:
        """Why it stopped, when it did."""
        failed = [job.problem for job in self.jobs if job.state == Job.State.FAILED]
        return failed[0] if failed else ""


class Line(NamedTuple):
    """A row as the page shows it."""

    place: int
    name: str
    birth_year: int
    about: str
    number: str | None
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows, and the place behind which the next ones stand."""

    lines: list[Line]
    next_after: int | None


def batches_page(*, user: User, before: str = "") -> BatchPage:
    """A page of the batches of one's scope, newest first, counted for the page alone; one query."""
    own = BatchRow.objects.filter(batch=OuterRef("pk"))
    found = Batch.objects.visible_to(user).annotate(
        waiting=_many(own.waiting()), all_rows=_many(own)
    )
    if before.isascii() and before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("commune", "made_by")[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return BatchPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if more else None)


def _many(rows: QuerySet[BatchRow]) -> Coalesce:
    counted = rows.order_by().values("batch").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def stand_of(batch: Batch) -> Stand:
    """How far it is; two queries."""
    numbers = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    counted = batch.rows.aggregate(**numbers)
    return Stand(**counted, jobs=jobs_of(batch))


def jobs_of(batch: Batch) -> list[Job]:
    """The jobs of its lanes."""
    return [lane.job for lane in batch.lanes.select_related("job").order_by("number")]


def rows_page(*, batch: Batch, state: str = "", after: str = "") -> RowPage:
    """Some rows in the order in which they were shown; one query."""
    rows = batch.rows.all()
    if state in State:
        rows = rows.filter(state=state)
    if after.isascii() and after.isdecimal() and len(after) < 10:
        rows = rows.filter(place__gt=int(after))
    found = [Line(*row) for row in _lines(rows)[: ROWS_A_PAGE + 1]]
    more = len(found) > ROWS_A_PAGE
    return RowPage(found[:ROWS_A_PAGE], found[ROWS_A_PAGE - 1].place if more else None)


def _lines(rows: QuerySet[BatchRow]) -> QuerySet:
    """Whose paper each row is about: by the paper, or by what earned it."""
    person = {
        name: Coalesce(*(f"{way}__learner__{field}" for way in _WAYS))
        for name, field in (("name", "full_name"), ("born", "birth_year"))
    }
    course = Coalesce(F("enrolment__course__title"), F(_OF_PAPER))
    shown = rows.annotate(**person, about=course).order_by("place")
    return shown.values_list(
        "place", "name", "born", "about", "certificate__number", "state", "words"
    )


_WAYS = ("certificate", "enrolment", "appointment")
_OF_PAPER = "certificate__enrolment__course__title"
