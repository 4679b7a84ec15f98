"""Making test data through the same doors that people use."""

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.papers.services import open_certificates
from courses.models import CatalogPage, CoursePage, LessonPage
from courses.quiz import Question
from learners.people.models import Learner
from learners.study.models import Attempt, Enrolment
from learners.study.services import open_attempt, record_lesson, submit_attempt


def single(text: str, right: str = "đúng", wrong: str = "sai") -> dict:
    """A single choice as a value of QuestionBlock."""
    options = [
        {"text": right, "correct": True, "feedback": f"{right}: phải rồi."},
        {"text": wrong, "correct": False, "feedback": f"{wrong}: chưa phải."},
    ]
    return {"kind": "single", "text": text, "options": options, "explanation": "Vì thế."}


def ordering(text: str, *steps: str) -> dict:
    """An ordering, steps in their right order."""
    options = [{"text": step, "correct": False, "feedback": ""} for step in steps]
    return {"kind": "ordering", "text": text, "options": options, "explanation": "Theo thứ tự."}


def make_course(catalog: CatalogPage, *, number: int = 1, lessons: int = 2) -> CoursePage:
    """A published course with `lessons` lessons and a bank of twenty questions."""
    course = CoursePage(
        title=f"Khóa thử {number}",
        slug=f"khoa-thu-{number}",
        number=number,
        summary="Để thử.",
        welcome="<p>Mời bạn.</p>",
        outcomes="Biết thử.",
        picture_alt="",
        hours="1.5",
        bank=[("question", single(f"Câu {i}?")) for i in range(20)],
    )
    catalog.refresh_from_db()
    catalog.add_child(instance=course)
    for place in range(1, lessons + 1):
        make_lesson(course, place)
    return course


def make_lesson(course: CoursePage, place: int) -> LessonPage:
    """A published lesson with three practice questions."""
    box = {"title": "Chuyện", "text": "<p>Một chuyện.</p>"}
    lesson = LessonPage(
        title=f"Bài {place}",
        slug=f"bai-{place}",
        module="Phần một",
        summary="Một bài.",
        body=[("situation", box), ("try_it", box), ("remember", "<p>Nhớ.</p>")],
        practice=[("question", single(f"Hỏi {place}.{i}?")) for i in range(3)],
    )
    course.refresh_from_db()
    course.add_child(instance=lesson)
    return lesson


def right_answers(attempt: Attempt, wrong: int = 0) -> dict[str, list[str]]:
    """Answers that are right, but for the first `wrong` questions."""
    answers = {}
    for place, data in enumerate(attempt.questions):
        question = Question.from_json(data)
        right = list(question.right_answer)
        others = [o.id for o in question.options if o.id not in right]
        answers[question.id] = others[:1] if place < wrong else right
    return answers


def finish_lessons(learner: Learner, course: CoursePage) -> None:
    """Do all lessons of a course."""
    for lesson in course.lessons:
        record_lesson(learner=learner, lesson=lesson, correct=3, total=3)


def finish_course(learner: Learner, course: CoursePage) -> Enrolment:
    """Do all lessons and pass the test."""
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    submit_attempt(attempt=attempt, answers=right_answers(attempt), actor=learner.user)
    return Enrolment.objects.get(pk=attempt.enrolment_id)


def open_certificate(*, enrolment_id: int, kind: Kind = Kind.COMPLETION) -> Certificate:
    """The paper of one enrolment."""
    (opened,) = open_certificates(enrolment_ids=[enrolment_id], kind=kind)
    return opened
