"""Reading what people did, and what is missing."""

from collections import defaultdict
from collections.abc import Container, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from time import monotonic_ns
from typing import Any

from django.core.cache import caches
from django.db.models import F, QuerySet
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.quiz import Question
from learners.people.models import Learner
from learners.study.models import Enrolment, LessonDone, Proficiency, ProficiencyRule


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson and whether it is done."""

    lesson: LessonPage
    done: bool


@dataclass(frozen=True, slots=True)
class CourseState:
    """How far somebody is in a course; without an enrolment, what the device remembers."""

    course: CoursePage
    lessons: tuple[LessonState, ...]
    enrolment: Enrolment | None
    passed: bool

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return sum(state.done for state in self.lessons)

    @property
    def total(self) -> int:
        """How many lessons there are."""
        return len(self.lessons)

    @property
    def next_lesson(self) -> LessonPage | None:
        """The first lesson that is not done."""
        return next((state.lesson for state in self.lessons if not state.done), None)

    @property
    def test_open(self) -> bool:
        """Whether nothing stands before the course test."""
        return self.total > 0 and self.done == self.total

    @property
    def completed(self) -> bool:
        """Whether the course is finished."""
        return bool(self.enrolment and self.enrolment.completed_at)


@dataclass(frozen=True, slots=True)
class Step:
    """One condition of a rule in plain words, and whether it is met."""

    words: str
    met: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A published course and its published lessons in order: titles and addresses, no bodies."""

    course: CoursePage
    lessons: tuple[LessonPage, ...]


def outlines() -> list[Outline]:
    """All published courses in order; the same for everyone.

    Kept as long as a published page is (PAGE_CACHE_SECONDS), so it costs no query then. It is for
    showing: what counts is decided by `services`, which read the tree itself.
    """
    # The cache says how long; they are kept beside it, since packing and unpacking them costs
    # more than a query.
    return _read_outlines(caches["pages"].get_or_set("outlines", monotonic_ns))


@lru_cache(maxsize=1)
def _read_outlines(_kept_since: int) -> list[Outline]:
    """Two queries; each lesson knows its course, and each page the root of its site."""
    lessons: dict[str, list[LessonPage]] = defaultdict(list)
    for lesson in LessonPage.objects.live().defer("body", "practice").order_by("path"):
        lessons[lesson.path[: -LessonPage.steplen]].append(lesson)
    courses = CoursePage.objects.live().defer("bank", "welcome").order_by("number")
    read = [Outline(course, tuple(lessons[course.path])) for course in courses]
    for one in read:
        for lesson in one.lessons:
            lesson.course = one.course
            _ = lesson.url  # the root of the site is asked for here and kept with the page
        _ = one.course.url
    return read


def place_of(lesson_id: int) -> tuple[LessonPage, Outline | None] | None:
    """A published lesson, without its body, with its course; and where it stands.

    No query beside the outlines, but one for a lesson that was published since they were kept.
    """
    for outline in outlines():
        for lesson in outline.lessons:
            if lesson.pk == lesson_id:
                return lesson, outline
    late = LessonPage.objects.live().defer("body").filter(pk=lesson_id).first()
    return (late, None) if late else None


@dataclass(frozen=True, slots=True)
class Practice:
    """A lesson, the questions of its practice, options in the order they are shown, its place."""

    lesson: LessonPage
    questions: list[Question]
    outline: Outline | None


def practice(lesson_id: int) -> Practice | None:
    """The practice of a published lesson, kept as long as the outlines; else one query."""
    place = place_of(lesson_id)
    if place is None:
        return None
    lesson, outline = place
    if outline is None:
        return Practice(lesson, lesson.practice_questions(), None)
    key = f"practice:{lesson_id}"
    kept = caches["pages"].get(key)
    if kept is None:
        kept = list(lesson.practice.raw_data), lesson.practice_questions()
        caches["pages"].set(key, kept)
    lesson.practice, questions = kept
    return Practice(lesson, questions, outline)


@dataclass(frozen=True, slots=True)
class Run:
    """Somebody's latest run of a course: the lessons done, and whether the test is passed."""

    enrolment: Enrolment
    done: Set[int]
    passed: bool


def latest_runs(enrolments: QuerySet[Enrolment]) -> dict[int, Run]:
    """Course id → the latest of these runs; one query, a row a lesson done and attempt made."""
    rows = enrolments.annotate(lesson_id=F("lessons_done__lesson"), test=F("attempts__passed"))
    found: dict[int, Run] = {}
    for row in rows.order_by("run"):
        before = found.get(row.course_id)
        done: Set[int] = {row.lesson_id} - {None}
        passed = bool(row.test)
        if before and before.enrolment.pk == row.pk:
            done, passed = before.done | done, before.passed or passed
        found[row.course_id] = Run(row, done, passed)
    return found


def course_states(
    *, learner: Learner | None, on_device: Container[str] = frozenset()
) -> list[CourseState]:
    """How far somebody is in every published course, in order; one query beside the outlines.

    `on_device` holds the ids of lessons done on this device, for people not on the register.
    """
    runs = latest_runs(Enrolment.objects.filter(learner=learner)) if learner else {}
    return [_course_state(one, runs.get(one.course.pk), on_device) for one in outlines()]


def course_state(
    *,
    learner: Learner | None,
    course: CoursePage,
    on_device: Container[str] = frozenset(),
    run: Run | None = None,
    outline: Outline | None = None,
) -> CourseState:
    """How far somebody is in one course; one query beside the outlines, none with their `run`.

    The outlines are not asked either where the one of the course is at hand.
    """
    if learner and run is None:
        own = Enrolment.objects.filter(learner=learner, course=course)
        run = latest_runs(own).get(course.pk)
    outline = outline or next((one for one in outlines() if one.course.pk == course.pk), None)
    if outline is None:  # published since the outlines were kept
        outline = Outline(course, tuple(course.lessons.defer("body", "practice")))
    return _course_state(outline, run, on_device)


def _course_state(outline: Outline, run: Run | None, on_device: Container[str]) -> CourseState:
    done: Set[int] = run.done if run else frozenset()
    states = tuple(
        LessonState(lesson, lesson.pk in done or str(lesson.pk) in on_device)
        for lesson in outline.lessons
    )
    enrolment, passed = (run.enrolment, run.passed) if run else (None, False)
    return CourseState(outline.course, states, enrolment, passed)


def undone_lessons(*, enrolment: Enrolment, course: CoursePage) -> list[int]:
    """The ids of published lessons that are not done yet."""
    done = LessonDone.objects.filter(enrolment=enrolment).values("lesson_id")
    return list(course.lessons.exclude(pk__in=done).values_list("pk", flat=True))


def next_try_at(*, enrolment: Enrolment, course: CoursePage) -> datetime | None:
    """When the test may be tried again, as the full minute that is shown; None means now."""
    return next_try(enrolment.attempts.all(), tries=course.tries, hours=course.tries_hours)


def next_try(made: QuerySet[Any], *, tries: int, hours: int) -> datetime | None:
    """The same for any rows with `started_at`: `tries` of them are allowed within `hours`."""
    window = timedelta(hours=hours)
    recent = made.filter(started_at__gt=timezone.now() - window)
    used = list(recent.order_by("-started_at").values_list("started_at", flat=True)[:tries])
    if len(used) < tries:
        return None
    opens = used[-1] + window
    return opens.replace(second=0, microsecond=0) + timedelta(minutes=1)


def course_rule(state: CourseState) -> list[Step]:
    """What makes the course done, in plain words, beside what is met."""
    course = state.course
    return [
        Step(
            f"Xong cả {state.total} bài (mỗi bài đúng ít nhất hai phần ba số câu)", state.test_open
        ),
        Step(
            f"Làm bài cuối khóa {course.questions_drawn} câu, đúng từ {course.pass_mark} câu "
            f"(được làm {course.tries} lần trong {course.tries_hours} giờ)",
            state.passed,
        ),
    ]


def rule_on(day: date) -> ProficiencyRule | None:
    """The rule in force on `day`, read from the table: what somebody is judged by."""
    rules = ProficiencyRule.objects.filter(valid_from__lte=day)
    return rules.order_by("-valid_from", "-id").first()


def proficiency_rule() -> ProficiencyRule | None:
    """The rule in force today, for showing; the same for everyone: kept like the outlines."""
    today = timezone.localdate()
    key = f"proficiency_rule:{today}"
    rule: ProficiencyRule | None = caches["pages"].get(key)
    if rule is None:
        rule = rule_on(today)
        caches["pages"].set(key, rule)
    return rule


def proficiency_steps(
    *, learner: Learner | None, states: list[CourseState]
) -> tuple[ProficiencyRule | None, list[Step]]:
    """What makes somebody proficient, in plain words, beside what is met; two queries.

    The test and the tasks are met once the person is assessed: what of them is done by then,
    `assessing` knows.
    """
    rule = proficiency_rule()
    if rule is None:
        return None, []
    assessed = learner is not None and Proficiency.objects.filter(learner=learner).exists()
    steps = [*course_steps(rule, states, assessed=assessed), exam_step(rule, met=assessed)]
    return rule, [*steps, tasks_step(rule, met=assessed)]


def course_steps(rule: ProficiencyRule, states: list[CourseState], *, assessed: bool) -> list[Step]:
    """The courses that a rule asks for, beside what is met; who is assessed has met them."""
    finished = {state.course.number for state in states if state.completed}
    published = {state.course.number for state in states}
    steps = [
        Step(
            f"Học xong khóa {number}{'' if number in published else ' (đang soạn)'}",
            assessed or number in finished,
        )
        for number in rule.required_courses
    ]
    choices = ", ".join(
        f"{number}{'' if number in published else ' (đang soạn)'}" for number in rule.choice_courses
    )
    chosen = len(finished & set(rule.choice_courses)) >= rule.choices_needed
    words = f"Học xong ít nhất {rule.choices_needed} trong các khóa {choices}"
    return [*steps, Step(words, assessed or chosen)]


def unwritten_courses(rule: ProficiencyRule, states: list[CourseState]) -> str:
    """The courses without which nobody can meet the rule yet, in words; empty when all are there.

    Courses are written one after the other, and the rule is data: until then it cannot be met.
    """
    published = {state.course.number for state in states}
    missing = [str(number) for number in rule.required_courses if number not in published]
    words = [f"khóa {', '.join(missing)}"] if missing else []
    lacking = rule.choices_needed - len(published & set(rule.choice_courses))
    if lacking > 0:
        rest = ", ".join(str(one) for one in rule.choice_courses if one not in published)
        words.append(f"ít nhất {lacking} trong các khóa {rest}")
    return " và ".join(words)


def exam_step(rule: ProficiencyRule, *, met: bool) -> Step:
    """The test that a rule asks for."""
    return Step(
        f"Làm bài sát hạch {rule.test_questions} câu, trên điện thoại hoặc trên giấy tại lớp: "
        f"đúng từ {rule.test_pass_mark} câu, "
        f"trong đó {rule.safety_questions} câu an toàn đúng từ {rule.safety_pass_mark} câu",
        met,
    )


def tasks_step(rule: ProficiencyRule, *, met: bool) -> Step:
    """The practical tasks that a rule asks for."""
    return Step(
        f"Làm được {rule.tasks_needed} trong {rule.tasks_set} việc thực hành "
        "trước người hướng dẫn, hoặc nộp bài để người khác xem",
        met,
    )
