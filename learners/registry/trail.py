"""Why somebody is counted: the classes they sat in, who marked them there, who judged them.

The last steps from a number to who wrote it down. What stands in a class is told to those who may
see that class; of the others it says only that there are some.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from learners.assessing.models import PaperResult, PracticalResult, ProficiencyTry
from learners.attendance.models import Attendance
from learners.attendance.selectors import maker_of
from learners.classes.models import Seat, TrainingClass
from learners.closing.models import Closing
from learners.paper.models import SheetScan
from learners.people.models import Learner
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency
from lms.core.models import User


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody was there in a session: what the register says, by whom, how and when."""

    session: int
    number: int
    held_at: datetime
    said: str
    by: str
    how: str
    made_at: datetime
    scan: int | None  # the picture of the sheet it was read from, while that is kept


@dataclass(frozen=True, slots=True)
class Sat:
    """A class that somebody sat in, with their sessions, and how it ended."""

    training_class: TrainingClass
    marks: list[Marked]
    closing: Closing | None
    closed_by: str


@dataclass(slots=True)
class Studies:
    """One enrolment, and all that made it count."""

    enrolment: Enrolment
    lessons: list[LessonDone] = field(default_factory=list)
    tests: list[Attempt] = field(default_factory=list)
    sheets: list[tuple[PaperResult, str]] = field(default_factory=list)  # and who entered it
    classes: list[Sat] = field(default_factory=list)
    hidden: int = 0  # classes of the course that the reader may not see

    @property
    def finished_in_class(self) -> bool:
        """Completed when a class ended, and not by lessons and a test of one's own."""
        return "class" in (self.enrolment.rule or {})


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proficiency rests on: tasks with who watched, and the test on paper or on the web."""

    proficiency: Proficiency
    tasks: list[tuple[PracticalResult, str, bool]]  # who judged it, whether its class may be seen
    sheet_number: str
    sheet: PaperResult | None  # told to those who may see the class it was written in
    entered_by: str
    attempt: ProficiencyTry | None


def studies_of(*, learner: Learner, user: User) -> list[Studies]:
    """The enrolments of somebody `user` may see, the newest first; at most nine queries."""
    runs = learner.enrolments.select_related("course").order_by("-started_at", "-pk")
    found = {run.pk: Studies(run) for run in runs}
    if not found:
        return []
    lessons = LessonDone.objects.filter(enrolment__in=found).select_related("lesson")
    for lesson in lessons.order_by("done_at", "pk"):
        found[lesson.enrolment_id].lessons.append(lesson)
    for attempt in Attempt.objects.filter(enrolment__in=found, passed=True).order_by("pk"):
        found[attempt.enrolment_id].tests.append(attempt)
    by_course = {one.enrolment.course_id: one for one in reversed(found.values())}
    _add_sheets(by_course, learner, user)
    _add_classes(by_course, learner, user)
    return list(found.values())


def _add_sheets(by_course: dict[int, Studies], learner: Learner, user: User) -> None:
    sheets = PaperResult.objects.visible_to(user).standing().filter(learner=learner, passed=True)
    course_tests = sheets.filter(kind=PaperResult.Kind.COURSE)
    for sheet in course_tests.select_related("entered_by", "training_class").order_by("pk"):
        if one := by_course.get(sheet.training_class.course_id):
            one.sheets.append((sheet, maker_of(sheet.entered_by)))


def _add_classes(by_course: dict[int, Studies], learner: Learner, user: User) -> None:
    """The classes of each course; of two runs of one course they stand with the newest."""
    seen = TrainingClass.objects.visible_to(user).filter(seats_taken__learner=learner)
    classes = {one.pk: one for one in seen.select_related("commune").order_by("pk")}
    marks = _marks_of(learner, classes)
    closings = Closing.objects.filter(training_class__in=classes, reopened_at__isnull=True)
    closed = {one.training_class_id: one for one in closings.select_related("closed_by", "rule")}
    seats = Seat.objects.filter(learner=learner).select_related("training_class")
    for seat in seats.order_by("pk"):
        one = by_course.get(seat.training_class.course_id)
        if one is None:
            continue
        if seat.training_class_id not in classes:
            one.hidden += 1
            continue
        closing = closed.get(seat.training_class_id)
        by = maker_of(closing.closed_by) if closing else ""
        training_class = classes[seat.training_class_id]
        one.classes.append(Sat(training_class, marks[training_class.pk], closing, by))


def _marks_of(learner: Learner, classes: Iterable[int]) -> dict[int, list[Marked]]:
    """Class → where somebody was there, in the order of the sessions: two queries."""
    there = Attendance.objects.there().filter(
        seat__learner=learner, session__training_class__in=list(classes)
    )
    rows = list(
        there.select_related("session", "mark__made_by").order_by("session__starts_at", "pk")
    )
    scans = _scans_of(one.mark.evidence for one in rows)
    found: dict[int, list[Marked]] = defaultdict(list)
    for one in rows:
        session, mark = one.session, one.mark
        found[session.training_class_id].append(
            Marked(
                session.pk,
                session.number,
                session.starts_at,
                one.get_presence_display(),
                maker_of(mark.made_by),
                mark.get_how_display(),
                mark.made_at,
                scans.get(mark.evidence),
            )
        )
    return found


def _scans_of(grounds: Iterable[str]) -> dict[str, int]:
    """What marks name as their ground → the last picture of that page that is still kept."""
    pages = {ground: ground.split(":")[1:] for ground in grounds if ground.startswith("sheet:")}
    if not pages:
        return {}
    asked = Q()
    for sheet, page in pages.values():
        asked |= Q(sheet=int(sheet), page=int(page))
    kept = SheetScan.objects.filter(asked, confirmed_at__isnull=False).exclude(picture="")
    return {scan.evidence: scan.pk for scan in kept.order_by("pk")}


def proof_of(*, learner: Learner, user: User) -> Proved | None:
    """What somebody's proficiency rests on; None while they are not assessed. Five queries."""
    proved = Proficiency.objects.select_related("rule").filter(learner=learner).first()
    if proved is None:
        return None
    told: dict[str, Any] = proved.evidence
    number = str(told.get("sheet", ""))
    sheets = PaperResult.objects.visible_to(user).standing().filter(learner=learner)
    sheet = (
        sheets.filter(sheet_number=number).select_related("entered_by", "training_class").first()
        if number
        else None
    )
    tries = ProficiencyTry.objects.filter(learner=learner, passed=True)
    return Proved(
        proficiency=proved,
        tasks=_tasks_of(learner, told.get("tasks", []), user),
        sheet_number=number,
        sheet=sheet,
        entered_by=maker_of(sheet.entered_by) if sheet else "",
        attempt=tries.filter(pk=told["try"]).first() if told.get("try") else None,
    )


def _tasks_of(
    learner: Learner, ids: list[int], user: User
) -> list[tuple[PracticalResult, str, bool]]:
    results = list(
        PracticalResult.objects.filter(learner=learner, pk__in=ids)
        .select_related("task", "judged_by", "training_class")
        .order_by("judged_on", "pk")
    )
    classes = [one.training_class_id for one in results if one.training_class_id]
    seen = set(
        TrainingClass.objects.visible_to(user).filter(pk__in=classes).values_list("pk", flat=True)
    )
    return [(one, maker_of(one.judged_by), one.training_class_id in seen) for one in results]
