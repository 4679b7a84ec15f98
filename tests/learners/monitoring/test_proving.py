"""The nightly proof: what was shown equals what is counted again, or it is said in words."""

from datetime import date, timedelta

import pytest

from learners.monitoring.models import CountedDay, DailyCount, Proof
from learners.monitoring.proving import alarms, prove_day, prove_last_night
from learners.monitoring.services import refresh_counts
from learners.monitoring.tasks import prove
from tests.facts import enrol_on, make_person
from tests.learners.monitoring.screens import page_of, words

DAY = date(2026, 3, 10)


@pytest.fixture
def counted_day(areas, course) -> None:
    """Two people of Tân Cương, counted."""
    for _ in range(2):
        enrol_on(DAY, make_person(areas["05503"]), course)
    refresh_counts(day=DAY)


@pytest.mark.usefixtures("counted_day")
def test_a_day_that_agrees_is_proved_and_alarms_nobody():
    assert prove_day(day=DAY).differences == []
    assert alarms() == []


@pytest.mark.usefixtures("counted_day")
def test_a_number_that_was_changed_behind_the_counts_is_found_said_and_set_right():
    DailyCount.objects.filter(day=DAY, area="05503", indicator="participants").update(value=7)
    assert prove_day(day=DAY).differences == [["05503", "participants", 7, 2]]
    assert alarms() == [
        "Đếm lại ngày 10/03/2026: người tham gia của Xã Tân Cương đã hiện 7, đếm lại được 2. "
        "Số đã được sửa theo lần đếm lại."
    ]
    assert prove_day(day=DAY).differences == []
    assert len(alarms()) == 1  # set right, and still to be known for a week


@pytest.mark.usefixtures("counted_day")
def test_a_number_that_vanished_or_came_from_nowhere_is_found_too():
    DailyCount.objects.filter(day=DAY, area="05503", indicator="attendances").delete()
    DailyCount.objects.filter(day=DAY, area="01906", indicator="experts").update(value=1)
    found = prove_day(day=DAY).differences
    assert found == [["05503", "attendances", 0, 2], ["01906", "experts", 1, 0]]
    assert "và 1 số khác" in alarms()[0]


@pytest.mark.usefixtures("counted_day")
def test_the_alarm_stands_on_the_provinces_page(province_officer):
    assert not page_of(province_officer.get("/theo-doi/")).select(".notice--bad")
    DailyCount.objects.filter(day=DAY, indicator="participants").update(value=9)
    prove_day(day=DAY)
    notice = page_of(province_officer.get("/theo-doi/")).select_one(".notice--bad")
    assert "Số liệu không khớp khi đếm lại" in words(notice)


def test_each_night_proves_yesterday_and_the_day_that_waited_longest(areas):
    today = date(2026, 3, 20)
    days = [today - timedelta(days=back) for back in (1, 2, 3)]
    for day in days:
        refresh_counts(day=day)
    proved = [[proof.day for proof in prove_last_night(today=today)] for _ in range(3)]
    assert proved == [[days[2], days[0]], [days[1], days[0]], [days[2], days[0]]]


def test_what_was_never_counted_is_not_proved(areas):
    assert prove() == []
    assert (Proof.objects.count(), CountedDay.objects.count()) == (0, 0)
