"""Reading what people can do: tasks, tests passed, work that waits, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from courses.models import CoursePage
from learners.assessing.models import (
    HandIn,
    Outcome,
    PaperResult,
    PracticalResult,
    PracticalTask,
)
from learners.classes.models import Seat, TrainingClass
from learners.people.models import Learner
from learners.study.models import Attempt, Enrolment
from lms.core.models import User

PAGE_SIZE = 30


def tasks_in_force(*, day: date | None = None) -> list[PracticalTask]:
    """The newest version in force of every task, those of courses first; one query."""
    begun = PracticalTask.objects.filter(valid_from__lte=day or timezone.localdate())
    newest = {task.code: task for task in begun.order_by("version")}
    return sorted(newest.values(), key=lambda t: (t.course_number or 99, t.code))


def tasks_for(*, course: CoursePage) -> list[PracticalTask]:
    """What is watched in a class of this course: its own tasks, then those of the rule."""
    wanted = (course.number, None)
    return [task for task in tasks_in_force() if task.course_number in wanted]


def tasks_done(
    *, learners: Iterable[int] | Iterable[Learner] | QuerySet[Learner], course: CoursePage
) -> dict[int, int]:
    """Learner id → how many tasks of this course they have done, whichever version; one query.

    `learners` are ids, records or a queryset; who has done none is not in the answer.
    """
    done = PracticalResult.objects.done().filter(
        learner__in=learners, task__course_number=course.number
    )
    codes: dict[int, set[str]] = defaultdict(set)
    for learner, code in done.values_list("learner_id", "task__code"):
        codes[learner].add(code)
    return {learner: len(found) for learner, found in codes.items()}


def course_test_passed(*, training_class: TrainingClass) -> set[int]:
    """The ids of those in the class who have passed the course test, online or on paper.

    On paper it counts from any class of this course; two queries.
    """
    inside = Seat.objects.filter(training_class=training_class).values("learner")
    online = Attempt.objects.filter(
        passed=True, enrolment__course=training_class.course_id, enrolment__learner__in=inside
    )
    paper = PaperResult.objects.standing().filter(
        passed=True,
        kind=PaperResult.Kind.COURSE,
        training_class__course=training_class.course_id,
        learner__in=inside,
    )
    return {*online.values_list("enrolment__learner", flat=True)} | {
        *paper.values_list("learner", flat=True)
    }


def finished_with(*, result: PaperResult) -> date | None:
    """The day on which the closing of its class found the person to have finished the course.

    None for a sheet of the proficiency test, and where no closing rested on this class.
    """
    if result.kind != PaperResult.Kind.COURSE:
        return None
    runs = Enrolment.objects.filter(
        learner=result.learner_id,
        course=result.training_class.course_id,
        rule__class=result.training_class_id,
    )
    done = runs.values_list("completed_at", flat=True).first()
    return timezone.localtime(done).date() if done else None


def waiting_page(*, user: User, after: str = "") -> tuple[list[HandIn], str]:
    """Work that waits for a review `user` may give, the longest waiting first; the next key."""
    rows = HandIn.objects.reviewable_by(user).filter(state=HandIn.State.WAITING)
    if after[:18].isdecimal():
        rows = rows.filter(pk__gt=int(after[:18]))
    found = list(rows.select_related("task", "learner__commune").order_by("pk")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task as its learner sees it: done, waiting for a review, or said what to do again."""

    task: PracticalTask
    result: PracticalResult | None
    waiting: HandIn | None

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.result is not None and self.result.outcome == Outcome.DONE


def own_tasks(*, learner: Learner) -> list[OwnTask]:
    """All tasks in force beside what the person did of them; three queries."""
    results: dict[str, PracticalResult] = {}
    mine = PracticalResult.objects.filter(learner=learner).select_related("task")
    for result in mine.order_by("pk"):
        before = results.get(result.task.code)
        if before is None or before.outcome != Outcome.DONE:
            results[result.task.code] = result
    waits = HandIn.objects.filter(learner=learner, state=HandIn.State.WAITING)
    waiting = {one.task.code: one for one in waits.select_related("task")}
    return [
        OwnTask(task, results.get(task.code), waiting.get(task.code)) for task in tasks_in_force()
    ]
