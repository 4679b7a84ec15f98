"""A double click is harmless: eight at once leave what one would have left."""

from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from certificates.papers.models import Certificate
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from learners.study.models import Attempt, Enrolment, LessonDone
from learners.study.services import (
    complete_if_earned,
    enrol,
    keep_device_progress,
    open_attempt,
    record_lesson,
    submit_attempt,
)
from lms.core.models import AuditEntry
from tests.factories import finish_lessons, make_lesson, right_answers
from tests.filling import attempt_form, practice_form, questions_asked

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


def test_eight_enrolments_at_once_are_one(together, learner, course):
    found = together([partial(enrol, learner=learner, course=course) for _ in EIGHT])
    assert {enrolment.pk for enrolment in found} == {Enrolment.objects.get().pk}


def test_the_same_lesson_eight_times_at_once_is_done_once(together, learner, course):
    lesson = course.lessons[0]
    together(
        [partial(record_lesson, learner=learner, lesson=lesson, correct=3, total=3) for _ in EIGHT]
    )
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (1, 1)


def test_two_phones_of_one_person_bring_their_lessons_at_once(together, learner, course):
    done = {str(lesson.pk): (3, 3) for lesson in course.lessons}
    kept = together([partial(keep_device_progress, learner=learner, done=done) for _ in EIGHT])
    assert kept == [2] * 8
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (1, 2)


def test_eight_taps_on_begin_open_one_attempt(together, learner, course):
    finish_lessons(learner, course)
    opened = together([partial(open_attempt, learner=learner, course=course) for _ in EIGHT])
    attempt = Attempt.objects.get()
    assert {one.pk for one in opened} == {attempt.pk}
    asked = [[question.id for question in questions_asked(one)] for one in opened]
    assert asked == [[question.id for question in questions_asked(attempt)]] * 8


def test_one_attempt_handed_in_eight_times_at_once_is_graded_once(
    together, learner, course, completions
):
    """Each with other answers: one of them counts, and every thread is told the same result."""
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    graded = together(
        [
            partial(
                submit_attempt,
                attempt=Attempt.objects.get(),
                answers=right_answers(attempt, wrong=wrong),
                actor=learner.user,
            )
            for wrong in EIGHT
        ]
    )
    kept = Attempt.objects.get()
    assert {(one.correct, one.passed, one.submitted_at) for one in graded} == {
        (kept.correct, kept.passed, kept.submitted_at)
    }
    assert [one.answers for one in graded] == [kept.answers] * 8
    assert len(completions) == Certificate.objects.count() == int(kept.passed)


def test_a_double_post_of_the_last_page_finishes_the_course_once(
    together, learner, course, completions
):
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    form = attempt_form(Attempt.objects.get())
    browsers = [Client() for _ in EIGHT]
    for browser in browsers:
        browser.force_login(learner.user)
    address = f"/hoc/bai-lam/{attempt.pk}/"
    answers = together([partial(browser.post, address, form) for browser in browsers])
    assert [answer.headers["Location"] for answer in answers] == [f"{address}ket-qua/"] * 8
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at is not None
    assert completions == [enrolment.pk]
    assert Certificate.objects.get().number[-6:] == "000001"


def test_a_double_post_of_a_practice_page_does_the_lesson_once(together, learner, course):
    lesson = course.lessons[0]
    form = practice_form(lesson.practice_questions())
    browsers = [Client() for _ in EIGHT]
    for browser in browsers:
        browser.force_login(learner.user)
    address = f"/hoc/bai/{lesson.pk}/luyen-tap/"
    answers = together([partial(browser.post, address, form) for browser in browsers])
    assert [answer.status_code for answer in answers] == [200] * 8
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (1, 1)


def test_the_last_two_lessons_at_once_finish_a_course_whose_test_is_passed(
    together, learner, course, completions
):
    """Two tabs: neither locks the other out, and the completion is seen by one of them."""
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    new = [make_lesson(course, place) for place in range(3, 7)]
    submit_attempt(attempt=attempt, answers=right_answers(attempt), actor=learner.user)
    assert completions == []
    together(
        [partial(record_lesson, learner=learner, lesson=x, correct=3, total=3) for x in new * 2]
    )
    enrolment = Enrolment.objects.get()
    assert (enrolment.completed_at is None, completions) == (False, [enrolment.pk])


def test_the_last_lesson_and_the_test_at_once_finish_the_course(
    together, learner, course, completions
):
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    new = make_lesson(course, 3)
    hand_in = partial(
        submit_attempt, attempt=attempt, answers=right_answers(attempt), actor=learner.user
    )
    together([hand_in, partial(record_lesson, learner=learner, lesson=new, correct=3, total=3)] * 4)
    enrolment = Enrolment.objects.get()
    assert (enrolment.completed_at is None, completions) == (False, [enrolment.pk])


def test_a_course_completed_eight_times_at_once_is_completed_once(
    together, learner, course, completions
):
    finish_lessons(learner, course)
    open_attempt(learner=learner, course=course)
    # Passed, and by chance nobody has noticed yet.
    Attempt.objects.update(submitted_at=timezone.now(), answers={}, correct=10, passed=True)
    enrolment = Enrolment.objects.get()
    happened = together([partial(complete_if_earned, enrolment=enrolment) for _ in EIGHT])
    assert sorted(happened) == [False] * 7 + [True]
    assert completions == [enrolment.pk]
    assert Certificate.objects.count() == 1


def test_one_account_claimed_eight_times_at_once_is_one_person(together, make_user, commune):
    user = make_user(phone="+84912345678")
    known = Learner.objects.create(
        full_name="Hoàng Thị Páo", birth_year=1971, commune=commune, phone=user.phone, source="demo"
    )
    claim = partial(
        claim_learner,
        user=user,
        full_name="Hoàng Thị Páo",
        birth_year=1971,
        commune=commune,
        consents=[Consent.Purpose.STUDY],
        actor=user,
    )
    claimed = together([claim for _ in EIGHT])
    assert {learner.pk for learner in claimed} == {known.pk}
    assert (Learner.objects.count(), Consent.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="people.claim_learner").count() == 1
