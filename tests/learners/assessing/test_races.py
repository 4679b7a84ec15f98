"""Two at once leave what one would have left: real threads."""

from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from learners.assessing.examining import open_try, submit_try
from learners.assessing.models import HandIn, PaperResult, PracticalResult, ProficiencyTry
from learners.assessing.proving import prove_if_earned
from learners.assessing.services import review
from learners.assessing.sheets import Sheet, enter_paper
from learners.assessing.signals import proficiency_reached
from learners.study.models import Proficiency
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.assessing.ways import (
    answers,
    approve,
    finish_courses,
    pass_test,
    send_work,
    tick,
    try_form,
)

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def studied(pupil, course, second_course, rule):
    """The courses are finished."""
    finish_courses(pupil, course, second_course)
    return pupil


@pytest.fixture
def heard():
    """The people who were announced as proficient."""
    people: list[int] = []

    def listen(sender: object, learner_id: int, **kwargs: object) -> None:
        people.append(learner_id)

    proficiency_reached.connect(listen)
    yield people
    proficiency_reached.disconnect(listen)


def refused(call):
    """The call, giving its refusal instead of raising it."""

    def run():
        try:
            return call()
        except DomainError as error:
            return error

    return run


def test_eight_taps_on_begin_open_one_try(together, learner, rule):
    opened = together([partial(open_try, learner=learner) for _ in EIGHT])
    assert {one.pk for one in opened} == {ProficiencyTry.objects.get().pk}


def test_one_try_handed_in_eight_times_at_once_is_graded_once(
    together, studied, klass, trainer, tasks, heard
):
    tick(klass, studied, tasks[:3], trainer.user)
    attempt = open_try(learner=studied)
    graded = together(
        [
            partial(
                submit_try,
                attempt=ProficiencyTry.objects.get(),
                answers=answers(attempt, wrong=wrong),
                actor=studied.user,
            )
            for wrong in EIGHT
        ]
    )
    kept = ProficiencyTry.objects.get()
    assert [one.answers for one in graded] == [kept.answers] * 8
    assert AuditEntry.objects.filter(action="assessing.submit_try").count() == 1
    assert len(heard) == Proficiency.objects.count() == int(kept.passed)


def test_a_double_post_of_the_last_page_makes_one_proficient_person(
    together, studied, klass, trainer, tasks, heard
):
    tick(klass, studied, tasks[:3], trainer.user)
    form = try_form(open_try(learner=studied))
    address = f"/hoc/sat-hach/{ProficiencyTry.objects.get().pk}/"
    browsers = [Client() for _ in EIGHT]
    for browser in browsers:
        browser.force_login(studied.user)
    sent = together([partial(browser.post, address, form) for browser in browsers])
    assert [answer.headers["Location"] for answer in sent] == [f"{address}ket-qua/"] * 8
    assert (Proficiency.objects.count(), heard) == (1, [studied.pk])


def test_the_last_task_and_the_test_at_once_make_one_proficient_person(
    together, studied, klass, trainer, tasks, heard
):
    """Neither of the two sees the other's work before it waits: one of them finds all of it."""
    tick(klass, studied, tasks[:2], trainer.user)
    attempt = open_try(learner=studied)
    hand_in_test = partial(
        submit_try, attempt=attempt, answers=answers(attempt), actor=studied.user
    )
    see_the_task = partial(tick, klass, studied, tasks[2:3], trainer.user)
    together([hand_in_test, see_the_task] * 4)
    assert (Proficiency.objects.count(), heard) == (1, [studied.pk])


def test_two_reviewers_at_once_give_one_answer(together, pupil, tasks, other_trainer, make_user):
    officer = make_user(role=Role.COMMUNE_OFFICER)
    work = send_work(pupil, tasks[0])
    said = together(
        [
            refused(partial(approve, work, other_trainer.user)),
            refused(partial(review, handed_in=work, done=False, words="Chưa rõ.", actor=officer)),
        ]
        * 2
    )
    kept = HandIn.objects.get()
    result = PracticalResult.objects.get()
    assert (result.judged_by_id, result.outcome) == (kept.reviewed_by_id, kept.state)
    assert sorted(isinstance(one, DomainError) for one in said) == [False, False, True, True]
    assert AuditEntry.objects.filter(action="assessing.review").count() == 1


def test_work_handed_in_eight_times_at_once_is_one(together, learner, tasks):
    sent = together([partial(send_work, learner, tasks[0]) for _ in EIGHT])
    assert {one.pk for one in sent} == {HandIn.objects.get().pk}


def test_two_forms_at_once_tick_everybody_once(together, klass, seat, trainer, tasks, make_learner):
    """Also in another order of people: neither form locks the other out."""
    people = [make_learner(f"Người {letter}") for letter in "ABC"]
    for person in people:
        seat(person)
    address = f"/day/lop/{klass.pk}/thuc-hanh/"
    done = [f"{person.pk}-{task.pk}" for person in people for task in tasks]
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.force_login(trainer.user)
    forms = [{"done": done}, {"done": done[::-1]}] * 2
    sent = together(
        [
            partial(browser.post, address, form)
            for browser, form in zip(browsers, forms, strict=True)
        ]
    )
    assert [answer.status_code for answer in sent] == [302] * 4
    assert PracticalResult.objects.count() == len(done)


def test_one_sheet_entered_eight_times_at_once_is_one(together, klass, pupil, trainer, rule):
    enter = partial(
        enter_paper,
        training_class=klass,
        kind="proficiency",
        sheets=[Sheet("P1", pupil, 15, 5)],
        taken_on=timezone.localdate(),
        actor=trainer.user,
    )
    together([enter for _ in EIGHT])
    assert PaperResult.objects.count() == 1


def test_one_sheet_number_for_two_people_at_once_is_one_of_them(
    together, klass, seat, pupil, trainer, make_user, make_learner
):
    """Two officers type the same number: one is told, in words."""
    other = make_learner("Trần Văn Bình")
    seat(other)
    calls = [
        refused(
            partial(
                enter_paper,
                training_class=klass,
                kind="course",
                sheets=[Sheet("P1", person, 8)],
                taken_on=timezone.localdate(),
                actor=trainer.user,
            )
        )
        for person in (pupil, other)
    ]
    said = together(calls * 2)
    assert sorted(isinstance(one, DomainError) for one in said) == [False, False, True, True]
    assert PaperResult.objects.count() == 1


def test_eight_looks_at_once_find_one_proficient_person(
    together, studied, klass, trainer, tasks, heard
):
    tick(klass, studied, tasks[:3], trainer.user)
    pass_test(studied)
    Proficiency.objects.all().delete()
    heard.clear()
    happened = together([partial(prove_if_earned, learner=studied) for _ in EIGHT])
    assert (sorted(happened), heard) == ([False] * 7 + [True], [studied.pk])
