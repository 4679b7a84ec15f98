"""A class as its trainer watches it: who is stuck and where, and which tasks were seen."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from learners.assessing.models import PaperResult, PracticalResult, PracticalTask
from learners.assessing.selectors import tasks_for
from learners.assessing.sentences import Steps, where
from learners.classes.models import Seat, TrainingClass
from learners.people.models import Consent, Learner
from learners.people.selectors import learner_of
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency
from lms.core.models import User

PAGE_SIZE = 50
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the class and where they stand."""

    learner: Learner
    words: str
    finished: bool
    stuck: bool
    done: int
    total: int
    last_lesson: str
    last_at: datetime
    tries: int
    passed: bool
    tasks: int
    tasks_total: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """Some lines, and the key of those behind them."""

    rows: list[Line]
    next_key: str


# Days without anything new after which somebody is shown as standing still.
STUCK_DAYS = 7


def progress_page(*, training_class: TrainingClass, after: str = "") -> Page[Row]:
    """People by need: who has not finished before who has, who stands still longest first.

    Seven queries, whatever the size of the class.
    """
    seats = _by_need(training_class)
    if (key := _need_key(after)) is not None:
        seats = seats.filter(_behind(*key))
    found: list[Any] = list(seats[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    key_of_last = f"{last.finished}|{last.last_at.isoformat()}|{last.pk}" if last else ""
    return Page(_rows(training_class.course, found[:PAGE_SIZE]), key_of_last)


def _seated(training_class: TrainingClass) -> QuerySet[Seat]:
    standing = {"learner__merged_into__isnull": True, "learner__erased_at__isnull": True}
    return Seat.objects.seated().filter(training_class=training_class, **standing)


def _by_need(training_class: TrainingClass) -> QuerySet[Seat]:
    course = training_class.course_id
    runs = Enrolment.objects.filter(learner=OuterRef("learner"), course=course)
    lessons = LessonDone.objects.filter(
        enrolment__learner=OuterRef("learner"), enrolment__course=course
    )
    attempts = Attempt.objects.filter(
        enrolment__learner=OuterRef("learner"), enrolment__course=course
    )
    paper = PaperResult.objects.standing().filter(
        learner=OuterRef("learner"),
        kind=PaperResult.Kind.COURSE,
        training_class__course=course,
        passed=True,
    )
    finished = Exists(runs.filter(completed_at__isnull=False)) | Exists(paper)
    return (
        _seated(training_class)
        .annotate(
            run=Subquery(runs.order_by("-run").values("pk")[:1]),
            finished=Case(When(finished, then=1), default=0, output_field=IntegerField()),
            # SQLite's greatest of something and nothing is nothing.
            last_at=Greatest(
                Coalesce(_latest(lessons, "done_at"), F("taken_at")),
                Coalesce(_latest(attempts, "submitted_at"), F("taken_at")),
                output_field=DateTimeField(),
            ),
        )
        .select_related("learner")
        .order_by("finished", "last_at", "pk")
    )


def _latest(rows: QuerySet[Any], field: str) -> Subquery:
    by_person = rows.order_by().values("enrolment__learner")
    return Subquery(by_person.annotate(latest=Max(field)).values("latest"))


def _need_key(after: str) -> tuple[int, datetime, int] | None:
    finished, _, rest = after[:80].partition("|")
    moment, _, pk = rest.partition("|")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    known = finished in ("0", "1") and pk.isdecimal() and timezone.is_aware(at)
    return (int(finished), at, int(pk[:18])) if known else None


def _behind(finished: int, at: datetime, pk: int) -> Q:
    same = Q(finished=finished)
    later = same & (Q(last_at__gt=at) | Q(last_at=at, pk__gt=pk))
    return Q(finished__gt=finished) | later


def _rows(course: CoursePage, seats: Sequence[Any]) -> list[Row]:
    lessons = list(course.lessons.only("title", "path", "content_type"))
    runs = [seat.run for seat in seats if seat.run]
    done: dict[int, set[int]] = defaultdict(set)
    for run, lesson in LessonDone.objects.filter(enrolment__in=runs).values_list(
        "enrolment", "lesson"
    ):
        done[run].add(lesson)
    tries, passed = _tests(runs)
    on_paper = _on_paper(course, seats)
    tasks = {task.code for task in tasks_for(course=course)}
    did = _codes_done([seat.learner_id for seat in seats])
    return [
        _row(
            seat,
            lessons,
            done[seat.run],
            tries[seat.run],
            seat.run in passed or seat.learner_id in on_paper,
            (len(did[seat.learner_id] & tasks), len(tasks)),
        )
        for seat in seats
    ]


def _row(
    seat: Any,
    lessons: Sequence[LessonPage],
    done: Collection[int],
    tries: int,
    passed: bool,
    tasks: tuple[int, int],
) -> Row:
    missing = [number for number, one in enumerate(lessons, start=1) if one.pk not in done]
    finished = bool(seat.finished)
    days = (timezone.localdate() - timezone.localtime(seat.last_at).date()).days
    have = [one for one in lessons if one.pk in done]
    steps = Steps(
        done=len(have),
        total=len(lessons),
        next_lesson=missing[0] if missing else 0,
        tries=tries,
        passed=passed,
        days=max(days, 0),
    )
    return Row(
        learner=seat.learner,
        words=where(steps),
        finished=finished,
        stuck=not finished and days >= STUCK_DAYS,
        done=len(have),
        total=len(lessons),
        last_lesson=have[-1].title if have else "",
        last_at=seat.last_at,
        tries=tries,
        passed=passed,
        tasks=tasks[0],
        tasks_total=tasks[1],
    )


def _tests(runs: Collection[int]) -> tuple[Counter[int], set[int]]:
    """By run: how many tests were handed in, and the runs in which one was passed."""
    handed_in = Attempt.objects.filter(enrolment__in=runs, submitted_at__isnull=False)
    rows = list(handed_in.values_list("enrolment", "passed"))
    return Counter(run for run, _ in rows), {run for run, passed in rows if passed}


def _on_paper(course: CoursePage, seats: Sequence[Any]) -> set[int]:
    paper = PaperResult.objects.standing().filter(
        learner__in=[seat.learner_id for seat in seats],
        kind=PaperResult.Kind.COURSE,
        training_class__course=course,
        passed=True,
    )
    return set(paper.values_list("learner", flat=True))


def _codes_done(people: Collection[int]) -> dict[int, set[str]]:
    """Learner id → the codes of the tasks they have done, whichever version."""
    did: dict[int, set[str]] = defaultdict(set)
    rows = PracticalResult.objects.done().filter(learner__in=people)
    for learner, code in rows.values_list("learner", "task__code"):
        did[learner].add(code)
    return did


@dataclass(frozen=True, slots=True)
class Cell:
    """One task of one person on the trainer's form.

    A tick that may not be taken back here is `fixed`: handed in, seen in another class, or counted
    for an assessment.
    """

    task: PracticalTask
    name: str
    done: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the class with their tasks; `reason` says why nothing can be ticked."""

    learner: Learner
    cells: list[Cell]
    reason: str


def task_page(
    *, training_class: TrainingClass, tasks: Sequence[PracticalTask], user: User, after: str = ""
) -> Page[Person]:
    """The trainer's form: people in the order of the register × tasks; five queries."""
    seats, next_key = people_page(training_class=training_class, after=after)
    ids = [seat.learner_id for seat in seats]
    results: dict[tuple[int, str], PracticalResult] = {
        (one.learner_id, one.task.code): one
        for one in PracticalResult.objects.done()
        .filter(learner__in=ids, task__code__in=[task.code for task in tasks])
        .select_related("task")
        .order_by("pk")
    }
    proven = set(Proficiency.objects.filter(learner__in=ids).values_list("learner", flat=True))
    reasons = why_not(people=ids, user=user)
    rows = []
    for seat in seats:
        cells = [
            _cell(seat, task, results.get((seat.learner_id, task.code)), seat.learner_id in proven)
            for task in tasks
        ]
        rows.append(Person(seat.learner, cells, reasons.get(seat.learner_id, "")))
    return Page(rows, next_key)


def tasks_done(
    *, training_class: TrainingClass, tasks: Sequence[PracticalTask]
) -> tuple[int, list[tuple[PracticalTask, int]]]:
    """How many sit in the class, and beside each task how many of them did it; two queries."""
    seated = _seated(training_class)
    did = PracticalResult.objects.done().filter(learner__in=seated.values("learner"))
    by_task = did.order_by().values_list("task__code")
    people = dict(by_task.annotate(Count("learner", distinct=True)))
    return seated.count(), [(task, people.get(task.code, 0)) for task in tasks]


def people_page(*, training_class: TrainingClass, after: str = "") -> tuple[list[Seat], str]:
    """Some of those who sit in the class, in the order of the register, and the next key."""
    seats = _seated(training_class).select_related("learner")
    name, _, pk = after[:430].rpartition("|")
    if pk.isdecimal():
        same = Q(learner__sort_key=name, learner__gt=int(pk[:18]))
        seats = seats.filter(Q(learner__sort_key__gt=name) | same)
    found = list(seats.order_by("learner__sort_key", "learner")[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1].learner if len(found) > PAGE_SIZE else None
    return found[:PAGE_SIZE], f"{last.sort_key}|{last.pk}" if last else ""


def _cell(seat: Seat, task: PracticalTask, result: PracticalResult | None, proven: bool) -> Cell:
    here = (
        result is not None
        and result.route == PracticalResult.Route.OBSERVED
        and result.training_class_id == seat.training_class_id
        and result.task_id == task.pk
    )
    fixed = result is not None and (proven or not here)
    return Cell(task, f"{seat.learner_id}-{task.pk}", result is not None, fixed)


def why_not(*, people: Collection[int], user: User) -> dict[int, str]:
    """Learner id → why nothing may be written of them by this user; two queries at most."""
    asked: dict[int, list[datetime | None]] = defaultdict(list)
    rows = Consent.objects.filter(learner__in=people, purpose=Consent.Purpose.STUDY)
    for learner, withdrawn in rows.values_list("learner", "withdrawn_at"):
        asked[learner].append(withdrawn)
    stopped = {learner for learner, all_of in asked.items() if None not in all_of}
    reasons = dict.fromkeys(stopped, "Đã rút lại sự đồng ý, nên không ghi kết quả.")
    if me := learner_of(user):
        reasons[me.pk] = "Đây là bạn: không tự ghi kết quả cho mình."
    return reasons


def sheets_of(
    *, people: Collection[int], training_class: TrainingClass, kind: str
) -> dict[int, list[PaperResult]]:
    """Learner id → the sheets of this test entered in this class, also those taken back."""
    found: dict[int, list[PaperResult]] = defaultdict(list)
    rows = PaperResult.objects.filter(learner__in=people, training_class=training_class, kind=kind)
    for one in rows.select_related("voided_by__learner").order_by("pk"):
        found[one.learner_id].append(one)
    return found
