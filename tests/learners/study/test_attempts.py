"""The course test: when it opens, how often, and that an attempt is graded once as it was asked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.quiz import grade
from learners.study.models import Attempt, Enrolment
from learners.study.services import open_attempt, submit_attempt
from lms.core.errors import DomainError
from tests.factories import finish_course, finish_lessons, make_course, right_answers, single
from tests.filling import questions_asked

NOON = datetime(2026, 3, 2, 5, 0, 30, tzinfo=UTC)  # 12:00:30 in Vietnam


@pytest.fixture
def ready(learner, course):
    """A learner who has done all lessons of the course."""
    finish_lessons(learner, course)
    return learner


def refusal_of(learner, course) -> str:
    with pytest.raises(DomainError) as refusal:
        open_attempt(learner=learner, course=course)
    return refusal.value.message


def fail_once(learner, course) -> Attempt:
    attempt = open_attempt(learner=learner, course=course)
    return submit_attempt(
        attempt=attempt, answers=right_answers(attempt, wrong=10), actor=learner.user
    )


def test_the_test_opens_when_all_lessons_are_done(learner, course):
    assert refusal_of(learner, course) == (
        "Bài cuối khóa mở khi bạn xong tất cả các bài. Còn 2 bài."
    )
    assert Enrolment.objects.count() == 0  # a refusal writes nothing
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    assert (attempt.number, len(attempt.questions), attempt.pass_mark) == (1, 10, 7)


def test_an_open_attempt_is_resumed_with_the_same_questions(ready, course):
    first = open_attempt(learner=ready, course=course)
    again = open_attempt(learner=ready, course=course)
    assert (again, questions_asked(again)) == (first, questions_asked(first))
    assert Attempt.objects.count() == 1


def test_three_tries_in_a_day_and_the_refusal_says_when_the_next_opens(ready, course):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            fail_once(ready, course)
            clock.shift(timedelta(hours=1))
        assert refusal_of(ready, course) == (
            "Bạn đã làm 3 lần trong 24 giờ. "
            "Mời bạn xem lại các bài rồi làm tiếp từ 12:01 ngày 03/03/2026."
        )
        clock.move_to(NOON + timedelta(hours=24, seconds=-1))
        assert refusal_of(ready, course).startswith("Bạn đã làm 3 lần trong 24 giờ.")
        clock.move_to(datetime(2026, 3, 3, 5, 1, tzinfo=UTC))  # the minute that was promised
        assert open_attempt(learner=ready, course=course).number == 4


def test_another_day_another_three_tries(ready, course):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            fail_once(ready, course)
        clock.shift(timedelta(hours=25))
        for _ in range(3):
            fail_once(ready, course)
        assert refusal_of(ready, course).endswith("làm tiếp từ 13:01 ngày 04/03/2026.")
    assert list(Attempt.objects.order_by("number").values_list("number", flat=True)) == [
        *range(1, 7)
    ]


def test_a_bank_that_is_too_small_is_said_to_be_in_the_making(ready, course):
    course.bank = [("question", single(f"Câu {i}?")) for i in range(9)]
    course.save()
    assert refusal_of(ready, course) == "Bài cuối khóa đang được soạn. Mời bạn quay lại sau."
    assert Attempt.objects.count() == 0


def test_a_course_without_lessons_has_no_test_yet(learner, catalog):
    empty = make_course(catalog, number=2, lessons=0)
    assert refusal_of(learner, empty) == "Bài cuối khóa đang được soạn. Mời bạn quay lại sau."


def test_a_finished_course_has_no_further_test(learner, course):
    finish_course(learner, course)
    assert refusal_of(learner, course) == (
        "Bạn đã học xong khóa này rồi. Giấy chứng nhận ở trang Việc học của tôi."
    )


def test_the_first_submission_stays_whatever_comes_later(ready, course):
    attempt = open_attempt(learner=ready, course=course)
    first = submit_attempt(
        attempt=attempt, answers=right_answers(attempt, wrong=4), actor=ready.user
    )
    again = submit_attempt(attempt=attempt, answers=right_answers(attempt), actor=ready.user)
    kept = (first.answers, first.correct, first.passed, first.submitted_at)
    assert (again.answers, again.correct, again.passed, again.submitted_at) == kept
    assert (first.correct, first.passed) == (6, False)


def test_somebody_elses_attempt_cannot_be_handed_in(ready, course, make_user):
    attempt = open_attempt(learner=ready, course=course)
    with pytest.raises(DomainError) as refusal:
        submit_attempt(attempt=attempt, answers=right_answers(attempt), actor=make_user())
    assert refusal.value.message == "Bài làm này là của người khác."
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_the_pass_mark_is_the_one_the_attempt_was_opened_with(ready, course):
    attempt = open_attempt(learner=ready, course=course)
    course.pass_mark = 10
    course.save()
    graded = submit_attempt(
        attempt=attempt, answers=right_answers(attempt, wrong=3), actor=ready.user
    )
    assert (graded.correct, graded.passed) == (7, True)


def test_an_attempt_keeps_its_questions_when_the_author_rewrites_the_bank(ready, course):
    attempt = open_attempt(learner=ready, course=course)
    asked, answers = questions_asked(attempt), right_answers(attempt)
    course.bank = [("question", single(f"Câu khác {i}?", right="sai", wrong="đúng")) for i in "ab"]
    course.save()
    graded = submit_attempt(attempt=attempt, answers=answers, actor=ready.user)
    assert (questions_asked(graded), graded.correct) == (asked, 10)
    again = grade(questions_asked(Attempt.objects.get()), graded.answers)
    assert again.correct == graded.correct


def test_the_questions_of_an_attempt_are_different_and_from_the_bank(ready, course):
    attempt = open_attempt(learner=ready, course=course)
    asked = {question.id for question in questions_asked(attempt)}
    assert len(asked) == 10
    assert asked - {question.id for question in course.bank_questions()} == set()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(right=st.sets(st.integers(0, 9)), rubbish=st.lists(st.text(max_size=5), max_size=3))
def test_seven_of_ten_pass_whatever_else_is_sent(ready, course, right, rubbish):
    attempt = open_attempt(learner=ready, course=course)
    answers = {"không có câu này": ["x"]}
    for place, question in enumerate(questions_asked(attempt)):
        wrong = [o.id for o in question.options if not o.correct]
        answers[question.id] = [*rubbish, *(question.right_answer if place in right else wrong)]
    graded = submit_attempt(attempt=attempt, answers=answers, actor=ready.user)
    assert (graded.correct, graded.passed) == (len(right), len(right) >= 7)
    assert "không có câu này" not in graded.answers
    Enrolment.objects.update(completed_at=None, rule=None)
    Attempt.objects.all().delete()
