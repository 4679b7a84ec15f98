"""What changes what people did. Every call may come twice and counts once."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.quiz import Answers, draw, grade
from learners.people.consents import study_withdrawn
from learners.people.models import Learner
from learners.study.models import Attempt, Enrolment, LessonDone, ProficiencyRule
from learners.study.selectors import Run, next_try_at, undone_lessons
from learners.study.signals import enrolments_completed
from learners.study.tries import asked, given, used_up
from lms.core.errors import DomainError
from lms.core.models import User


class StudyNotKept(DomainError):
    """The person took back that their study is written down: they learn, and nothing is kept."""

    def __init__(self) -> None:
        super().__init__(
            "Bạn đã rút lại sự đồng ý nên việc học không được ghi. "
            "Muốn ghi tiếp, hãy đồng ý lại ở trang Dữ liệu của tôi."
        )


def enrol(*, learner: Learner, course: CoursePage) -> Enrolment:
    """The person's current run of the course; a first one is begun, a running one is continued."""
    current = Enrolment.objects.filter(learner=learner, course=course).order_by("-run").first()
    if current:
        return current
    year = timezone.localdate().year
    return Enrolment.objects.get_or_create(learner=learner, course=course, run=year)[0]


@transaction.atomic
def record_lesson(*, learner: Learner, lesson: LessonPage, correct: int, total: int) -> Run:
    """A lesson's practice was passed: the lesson is done. The first time counts.

    Returns the run as it stands now. Raises DomainError below the pass mark, and StudyNotKept,
    writing nothing.
    """
    if correct < lesson.pass_mark:
        raise DomainError(f"Cần đúng ít nhất {lesson.pass_mark} câu để xong bài này.")
    check_kept(learner=learner)
    # Locked first: two last lessons at once wait for each other instead of locking each other out.
    enrolment = _locked_run(learner, lesson.course)
    LessonDone.objects.bulk_create(
        [LessonDone(enrolment=enrolment, lesson=lesson, correct=correct, total=total)],
        ignore_conflicts=True,
    )
    done, passed = _seen_of(enrolment)
    if passed and complete_if_earned(enrolment=enrolment):
        enrolment.refresh_from_db()
    return Run(enrolment, done, passed)


# By hand: a passed practice is the one thing that everybody writes.
_SEEN = """
SELECT lesson_id, NULL FROM learners_lessondone WHERE enrolment_id = %s
UNION ALL SELECT NULL, passed FROM learners_attempt WHERE enrolment_id = %s
"""


def _seen_of(enrolment: Enrolment) -> tuple[set[int], bool]:
    """The lessons done in a run, and whether its test is passed; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [enrolment.pk, enrolment.pk])
        seen = list(cursor)
    return {lesson for lesson, _ in seen if lesson}, any(passed for _, passed in seen)


def keep_device_progress(*, learner: Learner, done: Mapping[str, tuple[int, int]]) -> int:
    """Write down what was done on a device before its owner came onto the register.

    `done` maps lesson ids to (correct, total). What no longer exists or was not passed is left
    out. Returns how many lessons were taken over. Raises StudyNotKept, leaving all on the device.
    """
    check_kept(learner=learner)
    kept = 0
    published = LessonPage.objects.live().values_list("pk", flat=True)
    for lesson in LessonPage.objects.filter(pk__in=[pk for pk in published if str(pk) in done]):
        correct, total = done[str(lesson.pk)]
        if lesson.pass_mark <= correct <= total:
            record_lesson(learner=learner, lesson=lesson, correct=correct, total=total)
            kept += 1
    return kept


@transaction.atomic
def open_attempt(*, learner: Learner, course: CoursePage) -> Attempt:
    """The attempt that is open, or a new one with freshly drawn questions.

    Raises DomainError when a lesson is missing, the course is finished or not ready, the tries
    are used up, or the person's study is not kept.
    """
    check_kept(learner=learner)
    enrolment = _locked(enrol(learner=learner, course=course))
    if attempt := enrolment.attempts.filter(submitted_at__isnull=True).first():
        return attempt
    if enrolment.completed_at:
        raise DomainError("Bạn đã học xong khóa này rồi. Giấy chứng nhận ở trang Việc học của tôi.")
    if missing := undone_lessons(enrolment=enrolment, course=course):
        raise DomainError(f"Bài cuối khóa mở khi bạn xong tất cả các bài. Còn {len(missing)} bài.")
    if moment := next_try_at(enrolment=enrolment, course=course):
        raise DomainError(used_up(tries=course.tries, hours=course.tries_hours, moment=moment))
    questions = draw(course.bank_questions(), course.questions_drawn, secrets.token_hex(16))
    if len(questions) < course.questions_drawn or not course.lessons.exists():
        raise DomainError("Bài cuối khóa đang được soạn. Mời bạn quay lại sau.")
    return Attempt.objects.create(
        enrolment=enrolment,
        number=enrolment.attempts.count() + 1,
        questions=[question.to_json() for question in questions],
        pass_mark=course.pass_mark,
    )


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Answers, actor: User) -> Attempt:
    """Grade an attempt, once: sent again, it keeps its first answers.

    Raises DomainError when it is somebody else's, or the person's study is not kept any more.
    """
    enrolment = _locked(attempt.enrolment)
    if enrolment.learner.user_id != actor.pk:
        raise DomainError("Bài làm này là của người khác.")
    attempt = Attempt.objects.select_related("enrolment").get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    check_kept(learner=enrolment.learner)
    score = grade(asked(attempt.questions), answers)
    attempt.answers = given(score)
    attempt.correct = score.correct
    attempt.passed = score.correct >= attempt.pass_mark
    attempt.submitted_at = timezone.now()
    attempt.save()
    complete_if_earned(enrolment=enrolment)
    return attempt


@transaction.atomic(savepoint=False)
def complete_if_earned(*, enrolment: Enrolment) -> bool:
    """Set the day of completion, once, when all lessons are done and the test is passed.

    Sends `enrolments_completed` inside the transaction. Returns whether it happened now.
    """
    if not enrolment.attempts.filter(passed=True).exists():
        return False
    enrolment = _locked(enrolment)
    course = enrolment.course
    if enrolment.completed_at or undone_lessons(enrolment=enrolment, course=course):
        return False
    enrolment.completed_at = timezone.now()
    enrolment.rule = course.rule
    enrolment.save(update_fields=["completed_at", "rule"])
    enrolments_completed.send(sender=Enrolment, enrolment_ids=[enrolment.pk])
    return True


@transaction.atomic
def complete_taught(
    *, course: CoursePage, learners: Collection[int], rule: Mapping[str, object]
) -> list[int]:
    """Set the day of completion for those of a class who met its rule (`closing`); each once.

    Who has finished the course before, in whichever run, is left as they are. Sends
    `enrolments_completed` once for all; returns the ids of the enrolments completed now.
    """
    runs: dict[int, Enrolment] = {}
    for run in Enrolment.objects.filter(course=course, learner__in=learners).order_by("run"):
        runs[run.learner_id] = run
    year = timezone.localdate().year
    new = [Enrolment(learner_id=pk, course=course, run=year) for pk in learners if pk not in runs]
    Enrolment.objects.bulk_create(new, ignore_conflicts=True)
    latest = Enrolment.objects.filter(course=course, learner__in=[one.learner_id for one in new])
    wanted = {run.pk for run in runs.values()} | set(latest.values_list("pk", flat=True))
    locked = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    waiting = [run.pk for run in locked.order_by("pk") if run.completed_at is None]
    Enrolment.objects.filter(pk__in=waiting).update(completed_at=timezone.now(), rule=dict(rule))
    if waiting:
        enrolments_completed.send(sender=Enrolment, enrolment_ids=waiting)
    return waiting


def check_kept(*, learner: Learner) -> None:
    """Raises StudyNotKept when the person took back that their study is written down."""
    if study_withdrawn(learner=learner):
        raise StudyNotKept


def _locked_run(learner: Learner, course: CoursePage) -> Enrolment:
    """What `enrol` gives, locked; a running one is found and locked by the same query."""
    runs = Enrolment.objects.select_for_update().filter(learner=learner, course=course)
    return runs.order_by("-run").first() or _locked(enrol(learner=learner, course=course))


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("learner", "course")
        .get(pk=enrolment.pk)
    )


def load_proficiency_rule() -> None:
    """The first rule of "thành thạo", as proposed by the curriculum; kept if it is there."""
    ProficiencyRule.objects.get_or_create(
        version="1",
        defaults={
            "valid_from": date(2025, 1, 1),
            "decision": "Theo đề cương chương trình; số quyết định: đang cập nhật.",
            "required_courses": [1, 2, 3],
            "choice_courses": [4, 5, 6],
        },
    )
