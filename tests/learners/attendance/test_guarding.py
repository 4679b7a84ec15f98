"""The database keeps every mark as it was made, whoever writes; what a merge needs is left."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from learners.attendance.guarding import MARKS
from learners.attendance.models import Attendance, Mark
from learners.attendance.services import mark
from learners.classes.models import Session
from lms.core.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(hall) -> Mark:
    """Somebody was marked late."""
    told = {"session": hall.session, "seat": hall.seats[0], "actor": hall.trainer}
    return mark(presence="late", **told).mark


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def without_its_line() -> None:
    """Nothing stands on the mark any more: only the guard keeps it."""
    Attendance.objects.all().delete()
    Mark.objects.all().delete()


@pytest.mark.parametrize(
    "act",
    [
        lambda: Mark.objects.update(presence="present"),
        lambda: Mark.objects.update(how="scan"),
        lambda: Mark.objects.update(made_at=F("made_at") - timedelta(days=1)),
        lambda: Mark.objects.update(device="khac", evidence="paper:1"),
        lambda: Mark.objects.update(id=uuid4()),
        lambda: Mark.objects.update(session=Session.objects.get(number=2)),
        lambda: Mark.objects.update(made_by=User.objects.create_user(email="khac@vidu.vn")),
        lambda: Mark.objects.get().save(),
        without_its_line,
        lambda: raw("UPDATE learners_mark SET received_at = made_at"),
    ],
)
def test_it_can_only_be_added_to(marked, act):
    before = Mark.objects.values().get()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    assert MARKS.refusal in str(refusal.value)
    assert Mark.objects.values().get() == before


def test_another_word_about_the_same_person_is_another_mark(marked, hall):
    mark(session=hall.session, seat=hall.seats[0], presence="present", actor=hall.trainer)
    assert set(Mark.objects.values_list("presence", flat=True)) == {"late", "present"}


def test_it_moves_to_another_seat_and_forgets_whose_account_is_gone(marked, hall):
    Mark.objects.update(seat=hall.seats[1])
    Mark.objects.update(made_by=None)
    assert Mark.objects.values_list("seat", "made_by").get() == (hall.seats[1].pk, None)


def test_no_column_is_forgotten():
    columns = {field.column for field in Mark._meta.concrete_fields}
    assert columns == {*MARKS.columns, *MARKS.only_emptied, "seat_id"}
