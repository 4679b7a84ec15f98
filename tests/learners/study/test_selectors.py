"""What a person is told: how far they are, what is missing, what makes them proficient."""

from datetime import date

import pytest

from learners.study.models import Proficiency, ProficiencyRule
from learners.study.selectors import (
    course_rule,
    course_state,
    course_states,
    proficiency_rule,
    proficiency_steps,
)
from learners.study.services import load_proficiency_rule, record_lesson
from tests.factories import finish_course, finish_lessons, make_course


@pytest.fixture
def rule(db) -> ProficiencyRule:
    """The programme's first rule: courses 1, 2, 3 and one of 4, 5, 6."""
    load_proficiency_rule()
    return ProficiencyRule.objects.get()


def steps_met(learner) -> list[bool]:
    _, steps = proficiency_steps(learner=learner, states=course_states(learner=learner))
    return [step.met for step in steps]


def test_a_visitor_sees_what_the_device_remembers(course):
    first, second = course.lessons
    state = course_state(learner=None, course=course, on_device={str(first.pk)})
    assert [lesson.done for lesson in state.lessons] == [True, False]
    assert (state.done, state.total, state.next_lesson) == (1, 2, second)
    assert (state.test_open, state.completed) == (False, False)


def test_one_course_and_all_courses_tell_the_same(learner, course, catalog):
    make_course(catalog, number=2)
    record_lesson(learner=learner, lesson=course.lessons[1], correct=3, total=3)
    for state in course_states(learner=learner):
        assert course_state(learner=learner, course=state.course) == state


def test_the_rule_of_a_course_in_words_and_what_is_met(learner, course):
    def rule():
        return [(s.words, s.met) for s in course_rule(course_state(learner=learner, course=course))]

    lessons = "Xong cả 2 bài (mỗi bài đúng ít nhất hai phần ba số câu)"
    test = "Làm bài cuối khóa 10 câu, đúng từ 7 câu (được làm 3 lần trong 24 giờ)"
    assert rule() == [(lessons, False), (test, False)]
    finish_lessons(learner, course)
    assert rule() == [(lessons, True), (test, False)]
    finish_course(learner, course)
    assert rule() == [(lessons, True), (test, True)]


def test_the_steps_to_proficiency_are_met_one_by_one(learner, catalog, rule):
    courses = [make_course(catalog, number=number) for number in (1, 2, 3, 5)]
    expected = [False] * 6
    assert steps_met(learner) == expected
    for place, course in enumerate(courses):
        finish_course(learner, course)
        expected[place] = True
        assert steps_met(learner) == expected
    Proficiency.objects.create(learner=learner, rule=rule, assessed_on=date(2026, 1, 5))
    assert steps_met(learner) == [True] * 6


def test_the_steps_in_words(learner, course, rule):
    _, steps = proficiency_steps(learner=learner, states=course_states(learner=learner))
    assert [step.words for step in steps] == [
        "Học xong khóa 1",
        "Học xong khóa 2 (đang soạn)",
        "Học xong khóa 3 (đang soạn)",
        "Học xong ít nhất 1 trong các khóa 4 (đang soạn), 5 (đang soạn), 6 (đang soạn)",
        "Làm bài sát hạch 20 câu, trên điện thoại hoặc trên giấy tại lớp: "
        "đúng từ 14 câu, trong đó 5 câu an toàn đúng từ 4 câu",
        "Làm được 3 trong 5 việc thực hành trước người hướng dẫn, hoặc nộp bài để người khác xem",
    ]


def test_a_visitor_meets_no_step(rule, course):
    _, steps = proficiency_steps(learner=None, states=course_states(learner=None))
    assert [step.met for step in steps] == [False] * 6


def test_the_newest_rule_in_force_is_the_rule(rule):
    copied = {"decision": "QĐ", "required_courses": [1], "choice_courses": []}
    newer = ProficiencyRule.objects.create(version="2", valid_from=date(2026, 1, 1), **copied)
    ProficiencyRule.objects.create(version="3", valid_from=date(2999, 1, 1), **copied)
    assert proficiency_rule() == newer


def test_without_a_rule_nothing_is_promised(db):
    assert proficiency_steps(learner=None, states=[]) == (None, [])
