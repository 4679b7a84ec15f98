"""Doing lessons and finishing a course: once, by its rule, however often it is asked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.papers.models import Certificate
from learners.study import device
from learners.study.models import Attempt, Enrolment, LessonDone, ProficiencyRule
from learners.study.services import (
    complete_if_earned,
    enrol,
    keep_device_progress,
    load_proficiency_rule,
    open_attempt,
    record_lesson,
    submit_attempt,
)
from lms.core.errors import DomainError
from tests.factories import finish_course, finish_lessons, make_lesson, right_answers

DONE = ("lesson_id", "correct", "total")


def test_finishing_a_course_makes_one_paper(learner, course, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enrolment = finish_course(learner, course)
    assert enrolment.completed_at is not None
    assert enrolment.rule == course.rule
    paper = Certificate.objects.get()
    assert (paper.enrolment, paper.state) == (enrolment, Certificate.State.VALID)
    assert Enrolment.objects.count() == 1


def test_a_lesson_counts_the_first_time_and_stays_so(learner, course):
    lesson = course.lessons[0]
    record_lesson(learner=learner, lesson=lesson, correct=2, total=3)
    first = LessonDone.objects.get()
    record_lesson(learner=learner, lesson=lesson, correct=3, total=3)
    assert list(LessonDone.objects.values_list(*DONE)) == [(lesson.pk, 2, 3)]
    assert LessonDone.objects.get().done_at == first.done_at
    assert Enrolment.objects.count() == 1


def test_below_the_pass_mark_nothing_is_written(learner, course):
    lesson = course.lessons[0]
    with pytest.raises(DomainError) as refusal:
        record_lesson(learner=learner, lesson=lesson, correct=1, total=3)
    assert refusal.value.message == "Cần đúng ít nhất 2 câu để xong bài này."
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (0, 0)


def test_an_unfinished_run_goes_on_in_the_next_year(learner, course):
    with time_machine.travel(datetime(2026, 12, 30, tzinfo=UTC), tick=False):
        first = enrol(learner=learner, course=course)
        record_lesson(learner=learner, lesson=course.lessons[0], correct=3, total=3)
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        record_lesson(learner=learner, lesson=course.lessons[1], correct=3, total=3)
        assert enrol(learner=learner, course=course) == first
    enrolment = Enrolment.objects.get()
    assert (enrolment.run, enrolment.lessons_done.count()) == (2026, 2)


def test_the_run_is_the_year_in_vietnam(learner, course):
    """On New Year's Eve at 18:00 in Greenwich it is already next year in Thái Nguyên."""
    with time_machine.travel(datetime(2026, 12, 31, 18, tzinfo=UTC), tick=False):
        assert enrol(learner=learner, course=course).run == 2027


def test_completion_sets_its_day_once_keeps_its_rule_and_is_told_once(learner, course, completions):
    rule = course.rule
    with time_machine.travel(datetime(2026, 5, 4, 3, tzinfo=UTC), tick=False):
        enrolment = finish_course(learner, course)
    course.pass_mark = 9
    course.save()
    assert complete_if_earned(enrolment=enrolment) is False
    record_lesson(learner=learner, lesson=course.lessons[0], correct=3, total=3)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == datetime(2026, 5, 4, 3, tzinfo=UTC)
    assert enrolment.rule == rule
    assert completions == [enrolment.pk]


def test_the_paper_is_a_row_of_the_same_transaction(learner, course):
    """No bell has rung yet: what must not be lost is already in the database."""
    enrolment = finish_course(learner, course)
    assert Certificate.objects.get().state == Certificate.State.PENDING
    assert Certificate.objects.get().enrolment == enrolment


def test_lessons_without_the_test_do_not_finish_a_course(learner, course, completions):
    finish_lessons(learner, course)
    assert Enrolment.objects.get().completed_at is None
    assert completions == []


def test_a_lesson_published_during_the_test_must_be_done_too(learner, course, completions):
    finish_lessons(learner, course)
    attempt = open_attempt(learner=learner, course=course)
    new = make_lesson(course, 3)
    submit_attempt(attempt=attempt, answers=right_answers(attempt), actor=learner.user)
    enrolment = Enrolment.objects.get()
    assert (enrolment.completed_at, completions) == (None, [])
    record_lesson(learner=learner, lesson=new, correct=3, total=3)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    assert completions == [enrolment.pk]


def test_a_lesson_published_afterwards_takes_nothing_away(learner, course):
    enrolment = finish_course(learner, course)
    make_lesson(course, 3)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None


def test_what_the_device_did_is_kept_when_it_was_passed(learner, course):
    first, second = course.lessons
    done = {str(first.pk): [2, 3], str(second.pk): [1, 3]}
    assert keep_device_progress(learner=learner, done=done) == 1
    assert list(LessonDone.objects.values_list(*DONE)) == [(first.pk, 2, 3)]
    assert keep_device_progress(learner=learner, done=done) == 1
    assert LessonDone.objects.count() == 1


def test_an_unpublished_lesson_of_the_device_is_left_out(learner, course):
    lesson = course.lessons[0]
    lesson.unpublish()
    assert keep_device_progress(learner=learner, done={str(lesson.pk): [3, 3]}) == 0


_rubbish = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.integers(-9, 9), max_size=4)
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_a_session_holds_is_no_error(learner, course, data):
    ids = [str(lesson.pk) for lesson in course.lessons]
    keys = st.one_of(
        st.sampled_from([*ids, f"0{ids[0]}", "٣", "²", "-1", "9" * 40, ""]), st.text(max_size=5)
    )
    held = data.draw(st.one_of(_rubbish, st.dictionaries(keys, _rubbish, max_size=5)))
    done = device.lessons_done({"lessons_done": held})
    keep_device_progress(learner=learner, done=done)
    for lesson_id, correct, total in LessonDone.objects.values_list(*DONE):
        assert held[str(lesson_id)] == [correct, total]
        assert 2 <= correct <= total
    LessonDone.objects.all().delete()


def test_the_rule_of_proficiency_is_loaded_once_and_an_operators_edit_kept(db):
    load_proficiency_rule()
    ProficiencyRule.objects.update(decision="Quyết định 12/QĐ-UBND")
    load_proficiency_rule()
    assert ProficiencyRule.objects.get().decision == "Quyết định 12/QĐ-UBND"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.sampled_from(["bài 1", "bài 2", "đạt", "trượt"]), max_size=8))
def test_a_course_is_finished_exactly_when_its_rule_is_met(make_learner, course, acts):
    """Any order of doing things; the course's tries are not the subject here."""
    learner = make_learner()
    done, passed = set(), False
    for act in acts:
        if act.startswith("bài"):
            place = int(act[-1]) - 1
            record_lesson(learner=learner, lesson=course.lessons[place], correct=3, total=3)
            done.add(place)
        elif len(done) == 2 and not passed:
            Attempt.objects.filter(enrolment__learner=learner).update(
                started_at=datetime.now(UTC) - timedelta(days=2)
            )
            attempt = open_attempt(learner=learner, course=course)
            answers = right_answers(attempt, wrong=0 if act == "đạt" else 10)
            submit_attempt(attempt=attempt, answers=answers, actor=learner.user)
            passed = act == "đạt"
    finished = Enrolment.objects.filter(learner=learner, completed_at__isnull=False).exists()
    assert finished == (len(done) == 2 and passed)
