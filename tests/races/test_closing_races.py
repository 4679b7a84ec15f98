"""Many close one class at one moment, or close it while somebody is marked: each counts once."""

from functools import partial

import pytest

from certificates.models import Certificate
from learners.attendance.models import Attendance
from learners.attendance.services import mark
from learners.classes.models import Seat, TrainingClass
from learners.closing.models import AttendanceFact, Closing, HoursCredit
from learners.closing.services import close_class, reopen_class
from learners.flags.models import CallDraw
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.learners.closing.conftest import taught  # noqa: F401  (the class that is closed)

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_close_one_class_and_each_person_finishes_once(together, taught):  # noqa: F811
    close = partial(close_class, training_class=taught.training_class, actor=taught.trainer)
    found = together([close] * 20)
    assert len({closing.pk for closing in found}) == 1
    assert (Closing.objects.count(), HoursCredit.objects.count()) == (1, 2)
    assert Enrolment.objects.filter(completed_at__isnull=False).count() == 1
    assert set(Certificate.objects.values_list("kind")) == {("completion",), ("attendance",)}
    assert Certificate.objects.count() == 2


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
