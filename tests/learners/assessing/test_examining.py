"""The proficiency test: opened, resumed, handed in once, tried at most three times a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.assessing.examining import open_try, submit_try
from learners.assessing.models import ProficiencyTry
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import ProficiencyRule
from learners.study.services import StudyNotKept
from lms.core.errors import DomainError
from tests.learners.assessing.ways import answers, pass_test, questions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fail(learner, rule):
    """A try that is not passed."""

    def fail_once() -> ProficiencyTry:
        attempt = open_try(learner=learner)
        given = answers(attempt, wrong=15)
        return submit_try(attempt=attempt, answers=given, actor=learner.user)

    return fail_once


def test_twenty_questions_five_of_safety_kept_as_asked(learner, rule):
    attempt = open_try(learner=learner)
    assert (len(attempt.questions), attempt.number, attempt.rule) == (20, 1, rule)
    assert sum(data["safety"] for data in attempt.questions) == 5
    again = open_try(learner=learner)
    assert (again.pk, questions_of(again)) == (attempt.pk, questions_of(attempt))


@pytest.mark.parametrize(
    ("wrong", "wrong_safety", "passed"),
    [(0, 0, True), (5, 1, True), (6, 0, True), (6, 1, False), (7, 0, False), (0, 2, False)],
)
def test_fourteen_and_four_of_safety_pass(learner, rule, wrong, wrong_safety, passed):
    attempt = open_try(learner=learner)
    given = answers(attempt, wrong=wrong, wrong_safety=wrong_safety)
    attempt = submit_try(attempt=attempt, answers=given, actor=learner.user)
    assert (attempt.correct, attempt.safety_correct) == (
        20 - wrong - wrong_safety,
        5 - wrong_safety,
    )
    assert attempt.passed is passed


def test_handed_in_again_it_keeps_its_first_answers(learner, rule, fail):
    attempt = fail()
    kept = attempt.answers
    again = submit_try(attempt=attempt, answers=answers(attempt), actor=learner.user)
    assert (again.answers, again.passed) == (kept, False)


def test_answers_that_nobody_asked_for_are_not_kept(learner, rule):
    attempt = open_try(learner=learner)
    given = answers(attempt) | {"lạ": ["1"], questions_of(attempt)[0].id: ["lạ"]}
    attempt = submit_try(attempt=attempt, answers=given, actor=learner.user)
    assert "lạ" not in attempt.answers
    assert attempt.answers[questions_of(attempt)[0].id] == []


def test_somebody_elses_try_is_not_handed_in(learner, rule, make_learner):
    attempt = open_try(learner=learner)
    other = make_learner("Trần Văn Bình")
    with pytest.raises(DomainError, match="của người khác"):
        submit_try(attempt=attempt, answers=answers(attempt), actor=other.user)


def test_three_tries_a_day(learner, fail):
    for _ in range(3):
        fail()
    with pytest.raises(DomainError, match="Bạn đã làm 3 lần trong 24 giờ"):
        open_try(learner=learner)
    ProficiencyTry.objects.update(started_at=timezone.now() - timedelta(hours=24))
    assert open_try(learner=learner).number == 4


def test_who_has_passed_needs_no_other_try(learner, rule):
    pass_test(learner)
    with pytest.raises(DomainError, match="đã đạt bài sát hạch rồi"):
        open_try(learner=learner)


def test_a_try_is_judged_by_the_rule_it_was_opened_under(learner, rule):
    attempt = open_try(learner=learner)
    ProficiencyRule.objects.create(
        version="khó hơn",
        valid_from=timezone.localdate(),
        decision="QĐ",
        required_courses=[1],
        choice_courses=[2],
        test_pass_mark=20,
    )
    given = answers(attempt, wrong=6)
    assert submit_try(attempt=attempt, answers=given, actor=learner.user).passed


def test_without_a_rule_there_is_no_test(learner):
    with pytest.raises(DomainError, match="đang được soạn"):
        open_try(learner=learner)


def test_a_rule_that_asks_for_more_than_the_bank_holds_opens_nothing(learner, rule):
    ProficiencyRule.objects.update(test_questions=500)
    with pytest.raises(DomainError, match="đang được soạn"):
        open_try(learner=learner)


def test_whose_study_is_not_kept_takes_no_test(learner, rule):
    attempt = open_try(learner=learner)
    withdraw(learner=learner, purpose=Consent.Purpose.STUDY, actor=learner.user)
    with pytest.raises(StudyNotKept):
        submit_try(attempt=attempt, answers=answers(attempt), actor=learner.user)
    with pytest.raises(StudyNotKept):
        open_try(learner=learner)
