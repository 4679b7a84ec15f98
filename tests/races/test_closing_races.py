"""Many close one class at one moment, or close it while somebody is marked: each counts once."""

from dataclasses import replace
from functools import partial

import pytest

from certificates.papers.models import Certificate
from learners.attendance.models import Attendance
from learners.attendance.services import mark
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.closing.models import AttendanceFact, Closing, HoursCredit
from learners.closing.services import close_class, reopen_class
from learners.flags.models import CallDraw
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.learners.closing.conftest import (
    finish,
    taught,  # noqa: F401  (the class that is closed)
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_close_one_class_and_each_person_finishes_once(
    together,
    taught,  # noqa: F811
    completions,
):
    finish(taught, taught.came, "P-002")
    close = partial(close_class, training_class=taught.training_class, actor=taught.trainer)
    found = together([close] * 20)
    assert len({closing.pk for closing in found}) == 1
    assert (Closing.objects.count(), HoursCredit.objects.count()) == (1, 2)
    finished = Enrolment.objects.filter(completed_at__isnull=False)
    assert set(finished.values_list("learner", flat=True)) == {taught.done.pk, taught.came.pk}
    assert sorted(completions) == sorted(finished.values_list("pk", flat=True))
    assert list(Certificate.objects.values_list("kind", "state")) == [("completion", "valid")] * 2


def test_two_classes_of_the_same_people_close_at_once_and_each_finishes_once(
    together,
    taught,  # noqa: F811
    make_class,
    make_trainer,
    completions,
):
    """Who finished in both has one completion, who came to both one paper that says so."""
    trainer = make_trainer("Lò Văn Sáu")
    other = replace(taught, training_class=make_class(trainer=trainer), trainer=trainer.user)
    session = other.training_class.sessions.get(number=1)
    for person in (taught.came, taught.done):
        told = {"training_class": other.training_class, "actor": other.trainer}
        seat = take_seat(learner=person, via=Seat.Via.SEARCH, **told)
        mark(session=session, seat=seat, presence="present", actor=other.trainer)
    finish(other, other.done, "P-003")
    together(
        [
            partial(close_class, training_class=one.training_class, actor=one.trainer)
            for one in (taught, other) * 4
        ]
    )
    assert Closing.objects.count() == 2
    assert completions == [Enrolment.objects.get(completed_at__isnull=False).pk]
    papers = Certificate.objects.values_list("kind", "enrolment__learner")
    assert set(papers) == {("completion", taught.done.pk), ("attendance", taught.came.pk)}
    assert len(papers) == 2


def test_a_late_mark_counts_or_is_refused_in_words(together, taught):  # noqa: F811
    seat = Seat.objects.get(learner=taught.missed)
    session = taught.training_class.sessions.get(number=2)

    def late() -> bool:
        try:
            mark(session=session, seat=seat, presence="present", actor=taught.trainer)
        except DomainError:
            return False
        return True

    close = partial(close_class, training_class=taught.training_class, actor=taught.trainer)
    _, counted = together([close, late])
    assert Attendance.objects.filter(seat=seat, session=session).exists() == counted
    assert AttendanceFact.objects.get(learner=taught.missed).there == 1 + counted


def test_closing_and_opening_again_at_once_leave_one_completion_and_a_whole_class(
    together,
    taught,  # noqa: F811
    make_user,
):
    officer = make_user(role=Role.COMMUNE_OFFICER)
    told = {"training_class": taught.training_class}
    close_class(**told, actor=taught.trainer)
    calls = [
        partial(close_class, **told, actor=taught.trainer),
        partial(reopen_class, **told, reason="Bổ sung", actor=officer),
    ]
    together(calls * 8)
    taught.training_class.refresh_from_db()
    standing = Closing.objects.filter(reopened_at=None).count()
    assert standing == (taught.training_class.state == TrainingClass.State.CLOSED)
    assert Enrolment.objects.filter(completed_at__isnull=False).count() == 1
    assert (Certificate.objects.count(), CallDraw.objects.count()) == (2, 1)
    assert HoursCredit.objects.count() == 2
