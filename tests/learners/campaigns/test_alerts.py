"""Alerts open and close by themselves; each officer sees their own; what was done is kept."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from learners.campaigns import noting
from learners.campaigns.models import AlertNote, AlertRule
from learners.flags.models import Flag
from learners.monitoring.models import DailyCount, Goal, GoalShare
from learners.monitoring.proving import prove_day
from learners.monitoring.services import refresh_counts
from learners.study.models import Enrolment
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import Area, AuditEntry
from lms.core.roles import Role
from tests.facts import appoint, at, counted_lately, enrol_on, make_person
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
LIST = "/theo-doi/canh-bao/"


@pytest.fixture
def local(make_user, areas):
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER, full_name="Ma Thị Lụa")


def kinds(user) -> list[tuple[str, str]]:
    """Which alerts somebody sees where."""
    return [(row.alert.kind, row.alert.area) for row in noting.shown(user=user)]


@pytest.fixture
def learning(commune, other_commune, course, today):
    """Somebody learns in every commune today, but for Tân Cương, where it was a month ago."""
    for area in Area.objects.communes():
        begun = today - timedelta(days=30 if area == commune else 0)
        enrol_on(begun, make_person(area), course)


class TestSilence:
    def test_a_commune_where_nobody_learns_is_told_of_until_somebody_does(
        self, learning, local, commune, course, today
    ):
        (row,) = noting.shown(user=local)
        assert f"({30} ngày)" in row.alert.words
        enrol_on(today, make_person(commune), course)
        assert noting.shown(user=local) == []

    def test_a_session_that_was_held_is_learning_too(self, learning, local, make_class, commune):
        klass = make_class(commune=commune)
        klass.sessions.filter(number=1).update(state="held")
        assert noting.shown(user=local) == []

    def test_the_bounds_are_data(self, learning, local, today):
        noting.load_alert_rule()
        AlertRule.objects.create(version="2", valid_from=today, decision="QĐ 2", silent_days=31)
        assert noting.shown(user=local) == []
        assert noting.bounds_on(today - timedelta(days=1)).silent_days == 21

    def test_another_commune_does_not_hear_of_it(self, learning, make_user, other_commune):
        neighbour = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        assert noting.shown(user=neighbour) == []


class TestPace:
    @pytest.fixture
    def paced(self, areas, today):
        """All communes add ten in four weeks, Tân Cương one; shares of a hundred by March."""
        goal = Goal.objects.create(
            indicator="proficient",
            title="Thành thạo",
            number=9_200,
            deadline=today + timedelta(days=70),
            source="QĐ",
        )
        codes = [code for code in areas if code != "19"]
        GoalShare.objects.bulk_create(
            GoalShare(goal=goal, area_id=code, number=100) for code in codes
        )
        refresh_counts(day=today - timedelta(days=28))
        counted_lately(today)
        refresh_counts(day=today)
        counts = DailyCount.objects.filter(day=today, indicator="proficient", area__in=codes)
        counts.update(value=40)
        counts.filter(area="05503").update(value=4)

    def test_a_commune_that_falls_behind_is_told_of_in_words(self, paced, local, province):
        (row,) = noting.shown(user=local)
        assert row.alert.words.startswith(
            "Bốn tuần qua, mỗi tuần thêm 1.0 người thành thạo".replace(".", ",")
        )
        assert "cần 10 người mỗi tuần" in row.alert.words
        assert "thường thêm 10,0 người mỗi tuần" in row.alert.words
        assert kinds(province) == [("behind", "05503")]

    def test_it_speaks_of_the_goal_that_is_worked_for_and_not_of_one_that_is_past(
        self, paced, province, today
    ):
        """The programme's own goal is past; what it was divided into belongs to a new one."""
        new = Goal.objects.get()
        Goal.objects.create(
            indicator="proficient", number=1, deadline=today - timedelta(days=300), source="QĐ cũ"
        )
        assert kinds(province) == [("behind", "05503")]
        Goal.objects.filter(pk=new.pk).update(deadline=today - timedelta(days=1))
        assert kinds(province) == []  # after the deadline nothing is said


class TestTrainersAndFlags:
    def test_trainers_whose_appointment_ends_soon_unless_it_was_renewed(
        self, local, commune, today, make_user
    ):
        since = today - timedelta(days=300)
        appoint(make_person(commune), commune, since, today + timedelta(days=60))
        appoint(make_person(commune), commune, since, today + timedelta(days=61))
        renewed = make_person(commune)
        appoint(renewed, commune, since, today + timedelta(days=10))
        appoint(renewed, commune, today + timedelta(days=11))
        (row,) = noting.shown(user=local)
        assert row.alert.words.startswith("1 giảng viên hết hạn công nhận trong 60 ngày tới")

    def test_flags_of_an_agencys_class_are_the_agencys(
        self, local, officer, agency, make_class, province
    ):
        for number, unit in enumerate((None, agency)):
            klass = make_class(organisation=unit)
            Flag.objects.create(kind="far_from_home", key=f"k{number}", training_class=klass)
        assert kinds(local) == [("flags", "05503")]
        assert kinds(officer) == [("flags", "")]
        assert len(kinds(province)) == 2
        Flag.objects.update(state="explained", decided_by=local, decided_at="2026-11-30T00:00Z",
                            words="Ổn")  # fmt: skip
        assert kinds(province) == []


class TestNotes:
    @pytest.fixture
    def key(self, learning, local) -> str:
        (row,) = noting.shown(user=local)
        return row.alert.key

    def test_what_was_done_is_kept_with_who_and_stays_when_it_closed(
        self, key, local, commune, course, today
    ):
        for _ in range(2):
            noting.note(key=key, words="Đã gọi, đang mở lớp", actor=local)
        assert AuditEntry.objects.filter(action="campaigns.note_alert").count() == 1
        (row,) = noting.shown(user=local)
        assert [(one.words, one.noted_by) for one in row.notes] == [("Đã gọi, đang mở lớp", local)]
        enrol_on(today, make_person(commune), course)
        with pytest.raises(DomainError, match="không còn nữa"):
            noting.note(key=key, words="Gọi lại", actor=local)
        assert [one.words for one in noting.last_notes(user=local)] == ["Đã gọi, đang mở lớp"]

    def test_others_note_nothing_and_read_nothing(self, key, local, make_user, other_commune):
        neighbour = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        auditor = make_user(role=Role.AUDITOR)
        noting.note(key=key, words="Đã gọi", actor=local)
        for user in (neighbour, auditor):
            with pytest.raises(DomainError):
                noting.note(key=key, words="Đã gọi", actor=user)
        assert noting.last_notes(user=neighbour) == []
        assert len(noting.last_notes(user=auditor)) == 1

    def test_the_page_says_what_to_do_and_keeps_what_was_typed(self, client, key, local):
        client.force_login(local)
        page = words(page_of(client.get(LIST)).main)
        assert "Xã Tân Cương: im ắng" in page or "Phường Tân Cương: im ắng" in page
        assert client.post(LIST, {"ve": key, "da-lam": " "}).status_code == 422
        lost = client.post(LIST, {"ve": "silent:01906:", "da-lam": "Đã gọi anh Tư"})
        assert lost.status_code == 422
        done = client.post(LIST, {"ve": key, "da-lam": "Đã gọi"}, follow=True)
        assert "Đã ghi việc đã làm" in words(page_of(done).main)
        assert AlertNote.objects.get().area_id == "05503"

    def test_the_menu_counts_ones_own_without_a_query(
        self, client, key, local, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            assert noting.count(scope_of(local)) == 1
        client.force_login(local)
        assert "Cảnh báo (1)" in client.get("/theo-doi/bat-thuong/").content.decode()
        cache.clear()
        assert "Cảnh báo (" not in client.get("/theo-doi/bat-thuong/").content.decode()


@pytest.mark.parametrize("quiet", [1, 3])
def test_a_look_costs_the_same_for_one_and_for_three(
    learning, province, quiet, course, today, django_assert_num_queries
):
    codes = sorted(Area.objects.communes().values_list("pk", flat=True))[:quiet]
    Enrolment.objects.filter(learner__commune__in=codes).update(
        started_at=at(today - timedelta(days=40))
    )
    scope_of(province)
    with django_assert_num_queries(24):
        noting.shown(user=province)


def test_a_number_that_differed_in_the_night_is_told_to_the_province_alone(
    learning, local, province, today
):
    yesterday = today - timedelta(days=1)
    refresh_counts(day=yesterday)
    DailyCount.objects.filter(day=yesterday, indicator="participants").update(value=7)
    prove_day(day=yesterday)
    assert ("recount", "") in kinds(province)
    assert "recount" not in [kind for kind, _ in kinds(local)]


def test_a_day_that_nobody_counted_is_told_to_the_province(learning, local, province, today):
    assert "uncounted" not in [kind for kind, _ in kinds(province)]
    refresh_counts(day=today - timedelta(days=3))  # before the night's work yesterday is not due
    assert ("uncounted", "") in kinds(province)
    assert "uncounted" not in [kind for kind, _ in kinds(local)]
