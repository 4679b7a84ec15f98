"""Proficient: when the rule is met, once, and never by the teacher's word alone."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learners.assessing.models import HandIn
from learners.assessing.permissions import certified_by_others
from learners.assessing.proving import prove_if_earned, prove_missed, standing_of
from learners.assessing.sheets import Sheet, enter_paper
from learners.assessing.signals import proficiency_reached
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import Enrolment, Proficiency
from lms.core.roles import Role
from tests.factories import finish_course
from tests.learners.assessing.ways import approve, finish_courses, pass_test, send_work, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """The people who were announced as proficient."""
    people: list[int] = []

    def listen(sender: object, learner_id: int, **kwargs: object) -> None:
        people.append(learner_id)

    proficiency_reached.connect(listen)
    yield people
    proficiency_reached.disconnect(listen)


@pytest.fixture
def enter(klass, pupil):
    """A proficiency test on paper, all right."""

    def enter_sheet(actor):
        sheets = [Sheet("P-1", pupil, 20, 5)]
        today = timezone.localdate()
        enter_paper(
            training_class=klass, kind="proficiency", sheets=sheets, taken_on=today, actor=actor
        )

    return enter_sheet


@pytest.fixture
def studied(pupil, course, second_course, rule):
    """The courses are finished."""
    finish_courses(pupil, course, second_course)
    return pupil


def proven() -> bool:
    return Proficiency.objects.exists()


def test_the_way_in_a_class(studied, klass, trainer, tasks, rule, heard):
    tick(klass, studied, tasks[:2], trainer.user)
    attempt = pass_test(studied)
    assert not proven()
    tick(klass, studied, tasks[2:3], trainer.user)
    proved = Proficiency.objects.get()
    assert (proved.learner, proved.rule, proved.assessed_on) == (
        studied,
        rule,
        timezone.localdate(),
    )
    assert proved.evidence == {
        "rule": "thử",
        "enrolments": sorted(Enrolment.objects.values_list("pk", flat=True)),
        "try": attempt.pk,
        "tasks": sorted(studied.practical_results.values_list("pk", flat=True)),
        "judged_by": [trainer.user.pk],
    }
    assert heard == [studied.pk]


def test_each_part_may_be_the_last(pupil, klass, trainer, tasks, course, second_course, rule):
    tick(klass, pupil, tasks[:3], trainer.user)
    pass_test(pupil)
    finish_course(pupil, course)
    assert not proven()


def test_the_last_course_rings_after_the_commit(
    pupil, klass, trainer, tasks, course, second_course, rule, django_capture_on_commit_callbacks
):
    tick(klass, pupil, tasks[:3], trainer.user)
    pass_test(pupil)
    with django_capture_on_commit_callbacks(execute=True):
        finish_courses(pupil, course, second_course)
    assert proven()


def test_the_test_may_be_the_last(studied, klass, trainer, tasks):
    tick(klass, studied, tasks[:3], trainer.user)
    assert not proven()
    pass_test(studied)
    assert proven()


def test_a_second_look_changes_nothing(studied, klass, trainer, tasks, heard):
    tick(klass, studied, tasks[:3], trainer.user)
    pass_test(studied)
    before = list(Proficiency.objects.values_list())
    assert prove_if_earned(learner=studied) is False
    tick(klass, studied, tasks, trainer.user)
    assert (list(Proficiency.objects.values_list()), heard) == (before, [studied.pk])


def test_a_course_task_is_no_task_of_the_rule(studied, klass, trainer, tasks, course_task):
    tick(klass, studied, [*tasks[:2], course_task], trainer.user)
    pass_test(studied)
    assert not proven()


def test_two_versions_of_one_task_are_one(studied, klass, trainer, tasks):
    tick(klass, studied, tasks[:2], trainer.user)
    newer = tasks[0]
    newer.pk, newer.version = None, 2
    newer.save()
    tick(klass, studied, [newer], trainer.user)
    pass_test(studied)
    assert not proven()


def test_the_teacher_is_not_the_only_one(studied, klass, trainer, tasks, rule, enter):
    """Tasks ticked and paper entered by the teacher: somebody else has to certify something."""
    tick(klass, studied, tasks[:3], trainer.user)
    enter(trainer.user)
    standing = standing_of(learner=studied, rule=rule)
    assert (standing.courses_met, standing.tasks_met, standing.test is None) == (True, True, False)
    assert (proven(), standing.waits_for_another) == (False, True)


def test_two_teachers_of_one_class_are_not_others(
    studied, klass, trainer, tasks, enter, make_trainer
):
    assistant = make_trainer("Dương Văn Phụ", 1990)
    klass.trainers.create(learner=assistant, part="assistant")
    tick(klass, studied, tasks[:3], assistant.user)
    enter(trainer.user)
    assert not proven()


def test_giving_the_class_away_makes_nobody_independent(
    client, studied, klass, trainer, tasks, enter, other_trainer
):
    tick(klass, studied, tasks[:3], trainer.user)
    enter(trainer.user)
    client.force_login(trainer.user)
    told = {"act": "trainers", "gv-trainers": [other_trainer.pk]}
    assert client.post(f"/day/lop/{klass.pk}/sua/", told).status_code == 302
    assert (prove_missed(), proven()) == (0, False)
    work = send_work(studied, tasks[3])
    assert not HandIn.objects.reviewable_by(trainer.user).filter(pk=work.pk).exists()
    assert not HandIn.objects.reviewable_by(other_trainer.user).filter(pk=work.pk).exists()


def test_work_reviewed_by_somebody_else_is_enough(
    studied, klass, trainer, tasks, enter, other_trainer
):
    tick(klass, studied, tasks[:3], trainer.user)
    enter(trainer.user)
    approve(send_work(studied, tasks[3]), other_trainer.user)
    assert proven()


def test_paper_entered_by_an_officer_is_enough(studied, klass, trainer, tasks, enter, make_user):
    tick(klass, studied, tasks[:3], trainer.user)
    officer = make_user(role=Role.COMMUNE_OFFICER)
    enter(officer)
    assert Proficiency.objects.get().evidence["sheet"] == "P-1"
    assert Proficiency.objects.get().evidence["judged_by"] == sorted([trainer.user.pk, officer.pk])


@given(st.lists(st.one_of(st.none(), st.integers(1, 5))), st.sets(st.integers(1, 5)))
def test_certified_means_that_one_of_them_did_not_teach(certifiers, teachers):
    only_teachers = set(certifiers) <= teachers
    assert certified_by_others(certifiers=certifiers, teachers=teachers) is not only_teachers


def test_whose_study_is_not_kept_is_not_assessed(studied, klass, trainer, tasks):
    pass_test(studied)
    tick(klass, studied, tasks[:2], trainer.user)
    withdraw(learner=studied, purpose=Consent.Purpose.STUDY, actor=studied.user)
    studied.practical_results.create(
        task=tasks[2], route="observed", outcome="done", judged_by=trainer.user
    )
    assert prove_if_earned(learner=studied) is False


def test_without_a_rule_nobody_is(learner):
    assert prove_if_earned(learner=learner) is False


def test_what_the_bell_missed_is_found(studied, klass, trainer, tasks, heard):
    tick(klass, studied, tasks[:3], trainer.user)
    pass_test(studied)
    Proficiency.objects.all().delete()
    heard.clear()
    assert (prove_missed(), prove_missed(), heard) == (1, 0, [studied.pk])
