"""Reading what people did, and what is missing."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from learners.people.models import Learner
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency, ProficiencyRule
from lms.core.identity import fold
from lms.core.models import Area, User

PAGE_SIZE = 50


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
    passed: Attempt | None

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


def live_lessons() -> dict[str, list[LessonPage]]:
    """All published lessons by the tree path of their course, in order; one query."""
    found: dict[str, list[LessonPage]] = defaultdict(list)
    for lesson in LessonPage.objects.live().defer("body", "practice").order_by("path"):
        found[lesson.path[: -LessonPage.steplen]].append(lesson)
    return found


def course_states(
    *, learner: Learner | None, on_device: Container[str] = frozenset()
) -> list[CourseState]:
    """How far somebody is in every published course, in order; five queries.

    `on_device` holds the ids of lessons done on this device, for people not on the register.
    """
    courses = CoursePage.objects.live().defer("bank", "welcome").order_by("number")
    lessons = live_lessons()
    current: dict[int, Enrolment] = {}
    done: set[tuple[int, int]] = set()
    passed: dict[int, Attempt] = {}
    if learner:
        for enrolment in Enrolment.objects.filter(learner=learner).order_by("run"):
            current[enrolment.course_id] = enrolment
        ids = [enrolment.pk for enrolment in current.values()]
        done = set(
            LessonDone.objects.filter(enrolment__in=ids).values_list("enrolment_id", "lesson_id")
        )
        attempts = Attempt.objects.filter(enrolment__in=ids, passed=True).defer("questions")
        passed = {attempt.enrolment_id: attempt for attempt in attempts}
    return [
        _course_state(course, lessons[course.path], current.get(course.pk), done, passed, on_device)
        for course in courses
    ]


def _course_state(
    course: CoursePage,
    lessons: list[LessonPage],
    enrolment: Enrolment | None,
    done: Container[tuple[int, int]],
    passed: dict[int, Attempt],
    on_device: Container[str],
) -> CourseState:
    def is_done(lesson: LessonPage) -> bool:
        if enrolment and (enrolment.pk, lesson.pk) in done:
            return True
        return str(lesson.pk) in on_device

    states = tuple(LessonState(lesson, is_done(lesson)) for lesson in lessons)
    return CourseState(course, states, enrolment, passed.get(enrolment.pk) if enrolment else None)


def course_state(
    *, learner: Learner | None, course: CoursePage, on_device: Container[str] = frozenset()
) -> CourseState:
    """How far somebody is in one course."""
    enrolment, done, passed = None, set(), {}
    if learner:
        enrolment = (
            Enrolment.objects.filter(learner=learner, course=course).order_by("-run").first()
        )
    if enrolment:
        done = set(enrolment.lessons_done.values_list("enrolment_id", "lesson_id"))
        passed = {a.enrolment_id: a for a in enrolment.attempts.filter(passed=True)[:1]}
    lessons = list(course.lessons.defer("body", "practice"))
    return _course_state(course, lessons, enrolment, done, passed, on_device)


def undone_lessons(*, enrolment: Enrolment, course: CoursePage) -> list[int]:
    """The ids of published lessons that are not done yet."""
    done = LessonDone.objects.filter(enrolment=enrolment).values("lesson_id")
    return list(course.lessons.exclude(pk__in=done).values_list("pk", flat=True))


def next_try_at(*, enrolment: Enrolment, course: CoursePage) -> datetime | None:
    """When the test may be tried again; None means now."""
    window = timedelta(hours=course.tries_hours)
    recent = enrolment.attempts.filter(started_at__gt=timezone.now() - window)
    used = list(recent.order_by("-started_at").values_list("started_at", flat=True)[: course.tries])
    return used[-1] + window if len(used) == course.tries else None


def course_rule(state: CourseState) -> list[Step]:
    """What makes the course done, in plain words, beside what is met."""
    course = state.course
    return [
        Step(f"Xong cả {state.total} bài (mỗi bài đúng ít nhất 2 trong 3 câu)", state.test_open),
        Step(
            f"Làm bài cuối khóa {course.questions_drawn} câu, đúng từ {course.pass_mark} câu "
            f"(được làm {course.tries} lần trong {course.tries_hours} giờ)",
            state.passed is not None,
        ),
    ]


def proficiency_rule() -> ProficiencyRule | None:
    """The rule in force today."""
    today = timezone.localdate()
    return ProficiencyRule.objects.filter(valid_from__lte=today).order_by("-valid_from").first()


def proficiency_steps(
    *, learner: Learner | None, states: list[CourseState]
) -> tuple[ProficiencyRule | None, list[Step]]:
    """What makes somebody proficient, in plain words, beside what is met; two queries."""
    rule = proficiency_rule()
    if rule is None:
        return None, []
    assessed = learner is not None and Proficiency.objects.filter(learner=learner).exists()
    finished = {state.course.number for state in states if state.completed}
    steps = [
        Step(f"Học xong khóa {number}", assessed or number in finished)
        for number in rule.required_courses
    ]
    choices = ", ".join(str(number) for number in rule.choice_courses)
    chosen = len(finished & set(rule.choice_courses)) >= rule.choices_needed
    steps += [
        Step(
            f"Học xong ít nhất {rule.choices_needed} trong các khóa {choices}", assessed or chosen
        ),
        Step(
            f"Sát hạch {rule.test_questions} câu tại lớp: đúng từ {rule.test_pass_mark} câu, "
            f"trong đó {rule.safety_questions} câu an toàn đúng từ {rule.safety_pass_mark} câu",
            assessed,
        ),
        Step(
            f"Làm được {rule.tasks_needed} trong {rule.tasks_set} việc thực hành "
            "trước người hướng dẫn",
            assessed,
        ),
    ]
    return rule, steps


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Some rows of a long list, and the key behind which the next ones start."""

    rows: list[Learner]
    next_key: str


def people_of_commune(*, commune: Area, user: User, search: str = "", after: str = "") -> KeyPage:
    """One page of the people of a commune whom `user` may see, in register order.

    Each row carries `begun`, `finished` (courses) and `assessed_on`. `search` matches names without
    marks; `after` is a `next_key`. Costs the same on every page: nothing is counted as a whole.
    """
    people = Learner.objects.visible_to(user).filter(commune=commune)
    if search:
        people = people.filter(search_key__contains=fold(search))
    if after:
        sort_key, _, pk = after.rpartition(".")
        if pk.isdecimal():
            people = people.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, id__gt=int(pk)))
    own = Enrolment.objects.filter(learner=OuterRef("pk")).order_by().values("learner")
    rows = list(
        people.annotate(
            begun=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0),
            finished=Coalesce(Subquery(own.annotate(n=Count("completed_at")).values("n")), 0),
            assessed_on=F("proficiency__assessed_on"),
        ).order_by("sort_key", "id")[: PAGE_SIZE + 1]
    )
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return KeyPage(rows, f"{rows[-1].sort_key}.{rows[-1].pk}" if more else "")
