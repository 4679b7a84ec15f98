"""The nightly proof: what was shown equals what is counted again, or it is said in words."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from learners.attendance.services import mark
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.closing.models import HoursCredit
from learners.closing.services import close_class, load_closing_rule
from learners.duplicates.merging import merge, undo_merge
from learners.monitoring.indicator import end_of
from learners.monitoring.missed import uncounted
from learners.monitoring.models import CountedDay, DailyCount, Proof
from learners.monitoring.proving import alarms, prove_day, prove_last_night
from learners.monitoring.services import refresh_counts
from learners.monitoring.tasks import close_yesterday, prove
from learners.people.changes import move
from lms.core.roles import Role
from tests.facts import at, counted_lately, enrol_on, make_person
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
    counted_lately(timezone.localdate())
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


@pytest.fixture
def taught_yesterday(make_class, make_trainer, make_learner) -> TrainingClass:
    """A class with one session, held yesterday and counted in the night."""
    load_closing_rule()
    trainer = make_trainer()
    made = make_class(trainer=trainer)
    made.sessions.filter(number=2).delete()
    with time_machine.travel(at(yesterday(), 12), tick=False):
        then = timezone.now()
        made.sessions.update(starts_at=then - timedelta(hours=1), ends_at=then + timedelta(hours=1))
        seat = take_seat(
            training_class=made, learner=make_learner(), via=Seat.Via.SEARCH, actor=trainer.user
        )
        mark(session=made.sessions.get(), seat=seat, presence="present", actor=trainer.user)
    refresh_counts(day=yesterday())
    CountedDay.objects.update(counted_at=end_of(yesterday()))  # whatever the time is now
    return made


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


class TestWrittenLate:
    """What normal work does to a day that was counted is a note in words, and no alarm."""

    def test_a_class_closed_the_next_day(self, taught_yesterday, province_officer):
        trainer = taught_yesterday.trainers.get().learner.user
        close_class(training_class=taught_yesterday, actor=trainer)
        proof = prove_day(day=yesterday())
        assert proof.differences == []
        assert proof.explained == [["05503", "minutes", 0, 120]]
        assert proof.late == ["kết thúc hoặc mở lại lớp (1 lớp)"]
        assert alarms() == []
        page = page_of(province_officer.get("/theo-doi/"))
        assert not page.select(".notice--bad")
        assert (
            "số phút dạy của Xã Tân Cương đã hiện 0, đếm lại được 120. "
            "Ghi sau khi đã đếm: kết thúc hoặc mở lại lớp (1 lớp)." in words(page.main)
        )
        assert prove_day(day=yesterday()).explained == []  # set right

    def test_hours_that_no_closing_wrote_are_an_alarm(self, taught_yesterday):
        session = taught_yesterday.sessions.get()
        trainer = taught_yesterday.trainers.get().learner
        HoursCredit.objects.create(session=session, learner=trainer, kind="taught", minutes=120)
        assert prove_day(day=yesterday()).differences == [["05503", "minutes", 0, 120]]

    def test_two_records_that_became_one(self, areas, course, make_user):
        kept, merged = (make_person(areas["05503"]) for _ in range(2))
        for person in (kept, merged):
            enrol_on(DAY, person, course)
        count_then(DAY)
        done = merge(kept=kept, merged=merged, actor=make_user(role=Role.PROVINCE_OFFICER))
        proof = prove_day(day=DAY)
        assert proof.differences == []
        assert ["05503", "participants", 2, 1] in proof.explained
        assert proof.late == ["gộp hoặc tách hồ sơ (2 người)"]
        undo_merge(merge=done, actor=done.merged_by)
        assert ["05503", "participants", 1, 2] in prove_day(day=DAY).explained

    def test_a_move_written_late_changes_two_communes(self, areas, course, make_user):
        person = make_person(areas["05503"])
        enrol_on(DAY, person, course)
        count_then(DAY)
        officer = make_user(role=Role.PROVINCE_OFFICER)
        move(learner=person, commune=areas["01906"], moved_on=DAY, actor=officer)
        proof = prove_day(day=DAY)
        assert proof.differences == []
        assert ["05503", "participants", 1, 0] in proof.explained
        assert ["01906", "participants", 0, 1] in proof.explained

    def test_something_late_elsewhere_does_not_hide_a_number_that_was_changed(
        self, areas, course, make_user
    ):
        """Two became one; beside that seven was written where there were three."""
        people = [make_person(areas["05503"]) for _ in range(3)]
        for person in people:
            enrol_on(DAY, person, course)
        count_then(DAY)
        DailyCount.objects.filter(day=DAY, area="05503", indicator="participants").update(value=7)
        merge(kept=people[0], merged=people[1], actor=make_user(role=Role.PROVINCE_OFFICER))
        proof = prove_day(day=DAY)
        assert proof.differences == [["05503", "participants", 7, 2]]
        assert [one[1] for one in proof.explained] == ["attendances"]

    def test_a_day_that_went_on_after_it_was_counted(self, areas, course):
        today = timezone.localdate()
        refresh_counts(day=today)
        enrol_on(today, make_person(areas["05503"]), course)
        proof = prove_day(day=today)
        assert (proof.differences, proof.late) == ([], ["khi đếm lần trước, ngày ấy chưa hết"])
        assert ["05503", "participants", 0, 1] in proof.explained


class TestNotCounted:
    """A day that nobody counted is told, until it is counted."""

    def test_the_province_reads_which_days_were_missed(self, areas, province_officer):
        today = timezone.localdate()
        noon, missed = at(today), [today - timedelta(days=back) for back in (2, 1)]
        with time_machine.travel(noon, tick=False):
            refresh_counts(day=today - timedelta(days=3))
            assert uncounted(now=noon) == missed
            notice = page_of(province_officer.get("/theo-doi/")).select_one(".notice--bad")
            told = ", ".join(f"{day:%d/%m/%Y}" for day in missed)
            assert f"Chưa đếm số liệu của ngày {told}" in words(notice)
            close_yesterday()
            assert uncounted(now=noon) == []
            assert not page_of(province_officer.get("/theo-doi/")).select(".notice--bad")

    def test_a_count_cut_short_before_the_end_of_the_day_is_none(self, areas):
        with time_machine.travel(at(DAY, 20), tick=False):
            refresh_counts(day=DAY)
        assert uncounted(now=at(DAY + timedelta(days=1), 9)) == [DAY]
        assert uncounted(now=at(DAY + timedelta(days=1), 0)) == []  # the night has not worked yet


def count_then(day: date) -> None:
    """The day is counted in the night after it."""
    with time_machine.travel(at(day + timedelta(days=1), 1), tick=False):
        refresh_counts(day=day)
