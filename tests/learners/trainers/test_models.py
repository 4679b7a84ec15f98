"""The trainer register: an appointment holds from its first to its last day and gives no rights."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.trainers.models import Appointment
from lms.core.access import scope_of
from lms.core.roles import Role
from tests.facts import appoint, make_person

DAY = date(2026, 3, 1)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    length=st.none() | st.integers(0, 5),
    asked=st.integers(-3, 9).map(lambda n: DAY + timedelta(days=n)),
)
def test_an_appointment_holds_from_its_first_day_to_its_last(commune, length, asked):
    until = None if length is None else DAY + timedelta(days=length)
    appointment = appoint(make_person(commune), commune, DAY, until)
    valid = Appointment.objects.valid_on(asked).filter(pk=appointment.pk).exists()
    assert valid == (asked >= DAY and (until is None or asked <= until))
    appointment.delete()


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.COMMUNE_OFFICER, "05503", ["05503"]),
        (Role.COMMUNE_OFFICER, "05488", []),
        (Role.PROVINCE_OFFICER, "19", ["01906", "05503"]),
        (Role.AUDITOR, "19", ["01906", "05503"]),
        (None, None, []),
    ],
)
def test_an_officer_sees_the_appointments_of_their_place(areas, make_user, role, place, sees):
    for code in ("05503", "01906"):
        appoint(make_person(areas[code]), areas[code], DAY)
    user = make_user(role=role, area=areas.get(place))
    found = Appointment.objects.visible_to(user).order_by("area")
    assert list(found.values_list("area", flat=True)) == sees


def test_a_trainer_sees_their_own_appointment_and_watches_over_nobody(areas, learner):
    own = appoint(learner, areas["01906"], DAY)
    appoint(make_person(areas["01906"]), areas["01906"], DAY)
    assert list(Appointment.objects.visible_to(learner.user)) == [own]
    assert scope_of(learner.user).may_watch is False


def test_an_appointment_is_read_as_its_tier_and_decision(areas, learner):
    assert (
        str(appoint(learner, areas["19"], DAY, tier="expert")) == "chuyên gia cấp tỉnh 12/QĐ-UBND"
    )
