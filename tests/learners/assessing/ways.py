"""The ways to proficiency, through the same doors that people use."""

from io import BytesIO

from django.utils import timezone
from PIL import Image

from courses.models import CoursePage
from courses.quiz import Question
from learners.assessing.examining import open_try, submit_try
from learners.assessing.loading import load_tasks
from learners.assessing.models import HandIn, PaperResult, PracticalTask, ProficiencyTry
from learners.assessing.services import hand_in, review, tick_tasks
from learners.assessing.sheets import Sheet, enter_paper
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.people.models import Learner
from lms.core.models import User
from tests.factories import finish_course
from tests.filling import as_form


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options) -> bytes:
    """A picture as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **options)
    return out.getvalue()


def questions_of(attempt: ProficiencyTry) -> list[Question]:
    """The questions of a try as they were asked."""
    return [Question.from_json(data) for data in attempt.questions]


def not_right(question: Question) -> list[str]:
    """An answer that is wrong: a step or an option short, or another option."""
    right = list(question.right_answer)
    return right[1:] or [one.id for one in question.options if one.id not in right][:1]


def answers(
    attempt: ProficiencyTry, *, wrong: int = 0, wrong_safety: int = 0
) -> dict[str, list[str]]:
    """Right answers, but for some general ones and some of safety."""
    given = {}
    for data, question in zip(attempt.questions, questions_of(attempt), strict=True):
        right = list(question.right_answer)
        if data["safety"] and wrong_safety:
            wrong_safety -= 1
            right = not_right(question)
        elif not data["safety"] and wrong:
            wrong -= 1
            right = not_right(question)
        given[question.id] = right
    return given


def try_form(attempt: ProficiencyTry) -> dict[str, list[str]]:
    """The page of a try, filled in right."""
    return as_form(questions_of(attempt), answers(attempt))


def pass_test(learner: Learner) -> ProficiencyTry:
    """All right, on the web."""
    attempt = open_try(learner=learner)
    return submit_try(attempt=attempt, answers=answers(attempt), actor=learner.user)


def tick(where: TrainingClass, learner: Learner, tasks: list[PracticalTask], by: User) -> int:
    """The trainer saw these being done."""
    done = {(learner.pk, task.pk) for task in tasks}
    return tick_tasks(training_class=where, done=done, actor=by)


def send_work(learner: Learner, task: PracticalTask, **work) -> HandIn:
    """The learner hands in some words, or what is told."""
    work = work or {"text": "Tôi đã làm như hướng dẫn."}
    return hand_in(learner=learner, task=task, actor=learner.user, **work)


def approve(work: HandIn, by: User) -> HandIn:
    """Somebody else finds it done."""
    return review(handed_in=work, done=True, actor=by)


def finish_courses(learner: Learner, *courses: CoursePage) -> None:
    """What the rule asks for."""
    for course in courses:
        finish_course(learner, course)


def behind_every_door(learner: Learner, where: TrainingClass) -> dict[str, int]:
    """Something behind every address of assessing: work that waits, and a test that is open."""
    load_tasks()
    task = PracticalTask.objects.get(course_number=1)
    work = send_work(learner, task, text="Bài của tôi.", picture=picture())
    attempt = open_try(learner=learner)
    of_class = dict.fromkeys(
        ("assessing:progress", "assessing:tasks", "assessing:paper_result"), where.pk
    )
    of_work = dict.fromkeys(("assessing:review", "assessing:picture", "proving:picture"), work.pk)
    of_try = dict.fromkeys(("proving:try", "proving:result"), attempt.pk)
    return {
        **of_class,
        **of_work,
        **of_try,
        "proving:task": task.pk,
        "assessing:sheet": _sheet(learner, where).pk,
    }


def _sheet(learner: Learner, where: TrainingClass) -> PaperResult:
    """A result from paper in a class."""
    trainer = where.opened_by
    take_seat(training_class=where, learner=learner, via=Seat.Via.SEARCH, actor=trainer)
    (made,) = enter_paper(
        training_class=where,
        kind=PaperResult.Kind.COURSE,
        sheets=[Sheet("A1", learner, 8)],
        taken_on=timezone.localdate(),
        actor=trainer,
    )
    return made


def row_of_each(learner: Learner, where: TrainingClass) -> None:
    """A row of every model of assessing; of tries a graded one, then an open one."""
    trainer = where.opened_by
    _sheet(learner, where)
    load_tasks()
    tasks = list(PracticalTask.objects.filter(course_number=None).order_by("pk"))
    attempt = open_try(learner=learner)
    submit_try(attempt=attempt, answers={}, actor=learner.user)
    open_try(learner=learner)
    tick(where, learner, tasks[:1], trainer)
    send_work(learner, tasks[1])
