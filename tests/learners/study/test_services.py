"""Finishing a course: once, by its rule, however often it is asked."""

from certificates.models import Certificate
from learners.study.models import Enrolment
from tests.factories import finish_course


def test_finishing_a_course_makes_one_paper(learner, course, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enrolment = finish_course(learner, course)
    assert enrolment.completed_at is not None
    assert enrolment.rule == course.rule
    paper = Certificate.objects.get()
    assert (paper.enrolment, paper.state) == (enrolment, Certificate.State.VALID)
    assert Enrolment.objects.count() == 1
