"""What officers are told of communes that are merged: once, of both, and to who answers now."""

from datetime import timedelta

import pytest
from django.core import mail

from learners.campaigns import noting, tasks, weekly
from learners.flags.models import Flag
from learners.monitoring.models import DailyCount
from learners.monitoring.services import refresh_counts
from learners.people.settling import settle
from lms.core.models import Area
from lms.core.roles import Role
from tests.facts import appoint, enrol_on, make_person
from tests.learners.monitoring.mergers import unite

pytestmark = pytest.mark.django_db
ENDED, INTO, THIRD = "05503", "01906", "05488"


@pytest.fixture
def officers(make_user, areas):
    """Of the one that ends, of the one that goes on, and of a third."""
    return {
        code: make_user(role=Role.COMMUNE_OFFICER, area=areas[code], email=f"xa{code}@vidu.vn")
        for code in (ENDED, INTO, THIRD)
    }


@pytest.fixture
def merged(officers, areas, today):
    assert unite(areas[ENDED], areas[INTO], today - timedelta(days=3))
    settle()


def told(user, kind: str) -> list[str]:
    return [row.alert.area for row in noting.shown(user=user) if row.alert.kind == kind]


class TestSilence:
    def learn(self, course, today, days_ago: dict[str, int]) -> None:
        """Somebody learns in every commune today, but for those where it was so long ago."""
        for area in Area.objects.ever_communes():
            begun = today - timedelta(days=days_ago.get(area.pk, 0))
            enrol_on(begun, make_person(area), course)

    @pytest.mark.parametrize("quiet", [ENDED, INTO])
    def test_where_people_of_one_half_learn_it_is_not_silent(
        self, officers, areas, course, today, quiet
    ):
        self.learn(course, today, {quiet: 40})
        assert told(officers[quiet], "silent") == [quiet]
        assert unite(areas[ENDED], areas[INTO], today)
        for moved in (lambda: 0, settle):  # before the people have moved it is the same
            moved()
            assert {code: told(user, "silent") for code, user in officers.items()} == {
                **{ENDED: [], INTO: [], THIRD: []}
            }

    def test_where_nobody_of_either_learns_it_is_silent_since_the_later_day(
        self, officers, areas, course, today
    ):
        self.learn(course, today, {ENDED: 30, INTO: 40})
        assert unite(areas[ENDED], areas[INTO], today)
        for moved in (lambda: 0, settle):
            moved()
            (row,) = noting.shown(user=officers[INTO])
            assert (row.alert.area, "(30 ngày)" in row.alert.words) == (INTO, True)
            assert noting.shown(user=officers[ENDED]) == []

    def test_a_session_held_where_there_was_the_other_is_learning_too(
        self, officers, areas, course, today, make_class
    ):
        self.learn(course, today, {ENDED: 40, INTO: 40})
        klass = make_class(commune=areas[ENDED])
        klass.sessions.filter(number=1).update(state="held")
        assert unite(areas[ENDED], areas[INTO], today)
        settle()
        assert told(officers[INTO], "silent") == []


class TestWhatWaits:
    def test_trainers_of_the_one_that_ended_who_lapse_are_told_to_who_answers_now(
        self, officers, areas, today, request
    ):
        person = make_person(areas[ENDED])
        appoint(person, areas[ENDED], today - timedelta(days=300), today + timedelta(days=20))
        request.getfixturevalue("merged")
        assert told(officers[INTO], "lapsing") == [ENDED]
        assert told(officers[THIRD], "lapsing") == []

    def test_flags_of_a_class_of_the_one_that_ended_are_told_to_who_answers_now(
        self, officers, areas, make_class, request
    ):
        klass = make_class(commune=areas[ENDED])
        flag = Flag.objects.create(kind="far_from_home", key="k", training_class=klass)
        request.getfixturevalue("merged")
        assert told(officers[INTO], "flags") == [ENDED]
        assert told(officers[THIRD], "flags") == []
        assert list(Flag.objects.visible_to(officers[INTO])) == [flag]
        assert list(Flag.objects.visible_to(officers[THIRD])) == []

    def test_flags_of_the_one_that_goes_on_are_not_told_to_the_officer_of_the_other(
        self, officers, areas, make_class, merged
    ):
        Flag.objects.create(
            kind="far_from_home", key="k", training_class=make_class(commune=areas[INTO])
        )
        assert told(officers[ENDED], "flags") == []
        assert told(officers[INTO], "flags") == [INTO]

    def test_who_answers_now_writes_down_what_was_done_of_the_one_that_ended(
        self, officers, areas, make_class, request
    ):
        klass = make_class(commune=areas[ENDED])
        Flag.objects.create(kind="far_from_home", key="k", training_class=klass)
        request.getfixturevalue("merged")
        (row,) = noting.shown(user=officers[INTO])
        noting.note(key=row.alert.key, words="Đã xem", actor=officers[INTO])
        assert [one.words for one in noting.last_notes(user=officers[INTO])] == ["Đã xem"]
        assert noting.last_notes(user=officers[THIRD]) == []


class TestTheWeeklySummary:
    @pytest.fixture(autouse=True)
    def by_mail(self, settings):
        settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}

    def test_growth_is_what_the_people_of_both_did(self, officers, areas, course, today):
        """Four had begun a week ago and one since: not three, as if one half had just come."""
        for code in (ENDED, INTO):
            for ago in (10, 9, 2)[: 2 if code == INTO else 3]:
                enrol_on(today - timedelta(days=ago), make_person(areas[code]), course)
        refresh_counts(day=today - timedelta(days=7))
        assert unite(areas[ENDED], areas[INTO], today - timedelta(days=3))
        settle()
        refresh_counts(day=today)
        weekly.subscribe(user=officers[INTO])
        tasks.send_weekly()
        (letter,) = mail.outbox
        assert "- Người tham gia: 5 (thêm 1 so với tuần trước)" in letter.body

    def test_the_officer_of_the_one_that_ended_reads_no_number_of_the_other(
        self, officers, areas, course, today, merged
    ):
        enrol_on(today - timedelta(days=10), make_person(areas[INTO]), course)
        for ago in (7, 0):
            refresh_counts(day=today - timedelta(days=ago))
        assert DailyCount.objects.filter(area=INTO, day=today, value=1).exists()
        weekly.subscribe(user=officers[ENDED])
        tasks.send_weekly()
        assert "- Người tham gia: 0 (không đổi so với tuần trước)" in mail.outbox[0].body
