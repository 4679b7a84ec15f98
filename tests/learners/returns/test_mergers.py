"""Returns of merged communes: the last one is still owed, and growth is what people did."""

from datetime import date

import pytest
from django.urls import reverse

from learners.monitoring.services import refresh_counts
from learners.paper.month import Month
from learners.people.settling import settle
from learners.returns import services
from learners.returns.models import Return
from learners.returns.selectors import content_of, late_communes, overview, recount, signing_of
from lms.core.errors import DomainError
from lms.core.models import Area, AreaFigure
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.monitoring.mergers import SOURCE, unite
from tests.learners.returns.conftest import OCTOBER, at, locking, seen, sign
from tests.learners.returns.reading import on_screen
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
SEPTEMBER, NOVEMBER = Month(2026, 9), Month(2026, 11)
NUMBERS = ("attendances", "participants", "finishers", "proficient")


def merge(area: Area, into: Area, first_day: date) -> None:
    """Both agreed to, and everybody moved."""
    assert unite(area, into, first_day)
    settle()


def numbers(report: Return) -> dict[str, tuple[int | None, int | None, int | None]]:
    """Before, value and growth of the four numbers."""
    lines = {line.code: line for line in content_of(report).lines}
    return {code: (one.before, one.value, one.growth) for code in NUMBERS if (one := lines[code])}


@pytest.fixture
def neighbours(other_commune, course) -> None:
    """Three of Ba Bể learnt in September, one of them new in October."""
    for number in range(3):
        begun = date(2026, 10 if number == 0 else 9, 12)
        enrol_on(begun, make_person(other_commune, name=f"Lý {number}"), course, finished=begun)


class TestTheLastReturnOfACommuneThatEnded:
    @pytest.fixture
    def ended(self, people, counted, commune, other_commune):
        merge(commune, other_commune, date(2026, 11, 1))

    def test_it_is_still_owed(self, ended, commune, other_commune, clock):
        clock.move_to(at(2026, 11, 7, 8, 0))
        late = {row.area for row in late_communes(OCTOBER)}
        assert {commune, other_commune} <= late
        assert len(late) == 92

    def test_of_the_month_after_it_owes_none(self, ended, commune, clock):
        clock.move_to(at(2026, 12, 9, 8, 0))
        late = {row.area for row in late_communes(NOVEMBER)}
        assert (commune in late, len(late)) == (False, 91)

    def test_whoever_answers_for_where_it_went_drafts_and_signs_it(self, ended, people, commune):
        assert services.draft(month=OCTOBER, areas=[commune], actor=people.stranger) == 1
        report = sign(Return.objects.get(), people.stranger)
        assert (report.area, report.state) == (commune, "signed")
        assert numbers(report)["participants"] == (5, 14, 9)
        assert locking(report, people).state == "locked"

    def test_it_says_what_it_would_have_said_before_the_merger(
        self, report, people, commune, other_commune
    ):
        before = content_of(report)
        merge(commune, other_commune, date(2026, 11, 1))
        refresh_counts(day=date(2026, 9, 30))
        refresh_counts(day=date(2026, 10, 31))
        after = content_of(Return.objects.get())
        assert (after.lines, after.denominators) == (before.lines, before.denominators)
        assert after.merged == ()

    def test_it_is_listed_by_name_beside_those_of_where_it_went(
        self, client, ended, people, commune
    ):
        client.force_login(people.stranger)
        rows = [row[0] for row in on_screen(client.get(reverse("returns:list")))]
        assert rows[:2] == ["Tháng 10 năm 2026", "Tháng 10 năm 2026, Xã Tân Cương"]
        assert len(rows) == 24

    def test_its_own_officer_still_finds_the_months_that_it_saw(
        self, ended, people, commune, clock
    ):
        clock.move_to(at(2026, 12, 9, 8, 0))
        seen_by = overview(user=people.officer, asked={})
        assert seen_by.alone == commune
        assert [row.month for row in seen_by.rows][:2] == [OCTOBER, SEPTEMBER]


class TestTheMonthOfTheMerger:
    """Tân Cương is part of Ba Bể from 16 October on."""

    @pytest.fixture
    def merged(self, people, neighbours, facts, commune, other_commune):
        refresh_counts(day=date(2026, 9, 30))
        merge(commune, other_commune, date(2026, 10, 16))

    @pytest.fixture
    def first(self, merged, people, other_commune) -> Return:
        """The first return of both."""
        services.draft(month=OCTOBER, areas=[other_commune], actor=people.stranger)
        return Return.objects.get()

    def test_growth_is_what_the_people_of_both_did(self, first):
        assert numbers(first) == {
            "attendances": (7, 17, 10),
            "participants": (7, 17, 10),
            "finishers": (4, 10, 6),
            "proficient": (2, 5, 3),
        }

    def test_it_says_since_when_it_is_of_both_and_by_what(self, client, first, people):
        note = f"Từ 16/10/2026 gồm cả Xã Tân Cương (mã 05503), theo {SOURCE}."
        assert content_of(first).merged == (note,)
        client.force_login(people.stranger)
        page = client.get(reverse("returns:return", args=[first.pk]))
        assert note in words(page_of(page).main)

    def test_its_part_of_the_goal_is_that_of_both(self, first):
        (line,) = (one for one in content_of(first).lines if one.code == "proficient")
        assert line.target == 500_000

    def test_what_it_signed_says_the_same_for_good(self, first, people):
        signed = sign(first, people.stranger)
        before, said = signing_of(signed).sha256, content_of(signed)
        settle()
        refresh_counts(day=date(2026, 10, 31))
        assert (signing_of(signed).sha256, recount(said=said)) == (before, {})
        assert said.merged[0].startswith("Từ 16/10/2026")

    def test_the_month_after_starts_from_its_own_number(self, first, people, other_commune, clock):
        clock.move_to(at(2026, 12, 2, 9, 0))
        services.draft(month=NOVEMBER, areas=[other_commune], actor=people.stranger)
        report = Return.objects.get(month=11)
        assert numbers(report)["participants"] == (17, 17, 0)
        assert len(content_of(report).merged) == 1

    def test_the_month_before_stays_as_it_was_reported(
        self, people, facts, neighbours, commune, other_commune, one_more
    ):
        refresh_counts(day=date(2026, 9, 30))
        services.draft(month=SEPTEMBER, areas=[commune], actor=people.officer)
        locking(sign(Return.objects.get(), people.officer), people)
        late = make_person(commune, name="La Thị Muộn")
        enrol_on(date(2026, 9, 20), late, late.enrolments.model.objects.first().course)
        refresh_counts(day=date(2026, 9, 30))
        merge(commune, other_commune, date(2026, 10, 16))
        services.draft(month=OCTOBER, areas=[other_commune], actor=people.stranger)
        lines = {one.code: one for one in content_of(Return.objects.get(month=10)).lines}
        line = lines["participants"]
        assert (line.before, line.recounted, line.value) == (7, 8, 18)

    def test_counting_again_counts_the_month_before_of_both(self, first, people, commune, course):
        late = make_person(commune.successor or Area.objects.get(pk="01906"), name="La Thị Muộn")
        late.moves.create(from_commune=commune, to_commune=late.commune, moved_on="2026-10-16")
        enrol_on(date(2026, 9, 20), late, course)
        assert services.count_again(report=first, actor=people.stranger) > 0
        assert numbers(first)["participants"] == (8, 18, 10)

    def test_the_one_that_ended_owes_none(self, merged, commune, clock):
        clock.move_to(at(2026, 11, 7, 8, 0))
        assert commune not in {row.area for row in late_communes(OCTOBER)}
        assert commune in {row.area for row in late_communes(SEPTEMBER)}

    @pytest.mark.parametrize("who", ["officer", "stranger", "province"])
    def test_drafting_one_for_it_says_where_its_numbers_are(self, merged, people, commune, who):
        with pytest.raises(DomainError) as refusal:
            services.draft(
                month=OCTOBER,
                areas=Area.objects.filter(pk=commune.pk),
                actor=getattr(people, who),
            )
        assert refusal.value.message == (
            "Xã Tân Cương nhập vào Xã Ba Bể trước khi hết tháng: "
            "số liệu tháng này nằm trong báo cáo của nơi ấy."
        )
        assert not Return.objects.exists()

    def test_a_draft_from_before_the_merger_was_written_down_is_not_signed(
        self, report, people, commune, other_commune
    ):
        assert unite(commune, other_commune, date(2026, 10, 16))
        with pytest.raises(DomainError) as refusal:
            sign(report, people.officer)
        assert "nằm trong báo cáo của nơi ấy" in refusal.value.message

    def test_one_tap_of_the_province_opens_those_of_the_others(self, merged, people):
        told = {"month": OCTOBER, "areas": Area.objects.ever_communes(), "actor": people.province}
        assert services.draft(**told) == 91
        assert not Return.objects.filter(area="05503").exists()


class TestWhatWasFrozen:
    def test_a_locked_return_keeps_its_hash_and_recounts_to_no_difference(
        self, locked, commune, other_commune
    ):
        text, digest = signing_of(locked).content, signing_of(locked).sha256
        assert recount(said=content_of(locked)) == {}
        assert unite(commune, other_commune, date(2026, 11, 1))
        for moved in (lambda: 0, settle):
            moved()
            refresh_counts(day=date(2026, 10, 31))
            again = Return.objects.get(pk=locked.pk)
            assert (signing_of(again).content, signing_of(again).sha256) == (text, digest)
            assert recount(said=content_of(again)) == {}

    def test_it_opens_for_the_officer_of_where_it_went_and_for_no_third(
        self, client, locked, people, make_user, areas, commune, other_commune
    ):
        merge(commune, other_commune, date(2026, 11, 1))
        third = make_user(role=Role.COMMUNE_OFFICER, area=areas["05488"])
        for user, status in ((people.stranger, 200), (people.officer, 200), (third, 404)):
            client.force_login(user)
            answer = client.get(reverse("returns:return", args=[locked.pk]))
            assert (user.pk, answer.status_code) == (user.pk, status)

    def test_the_officer_of_where_it_went_corrects_it(
        self, locked, people, commune, other_commune, one_more
    ):
        one_more()
        merge(commune, other_commune, date(2026, 11, 1))
        new = services.correct(report=locked, reason="Thiếu một người", actor=people.stranger)
        assert (new.area, numbers(new)["participants"]) == (commune, (5, 15, 10))
        assert sign(new, people.stranger).state == "signed"

    def test_the_officer_of_the_one_that_ended_sees_no_return_of_the_other(
        self, client, people, counted, commune, other_commune
    ):
        services.draft(month=OCTOBER, areas=[other_commune], actor=people.stranger)
        merge(commune, other_commune, date(2026, 11, 1))
        client.force_login(people.officer)
        address = reverse("returns:return", args=[Return.objects.get().pk])
        assert client.get(address).status_code == 404


def test_a_figure_published_since_is_not_set_beside_the_number_of_one_alone(
    report, people, commune, other_commune, clock
):
    """The figure of both speaks of more people than the return of before."""
    for area, value in ((other_commune, 5_000), (commune, 7_000)):
        AreaFigure.objects.create(
            area=area, kind="population", value=value, as_of="2025-12-31", source="Niên giám"
        )
    merge(commune, other_commune, date(2026, 11, 1))
    clock.move_to(at(2026, 11, 20, 9, 0))
    AreaFigure.objects.create(
        area=other_commune, kind="population", value=12_345, as_of="2026-11-15", source="Cục"
    )
    for month, value in ((OCTOBER, 5_000), (NOVEMBER, 12_345)):
        services.draft(month=month, areas=[other_commune], actor=people.stranger)
        new = Return.objects.get(area=other_commune, month=month.number)
        assert [(one.value, one.as_of[:4]) for one in content_of(new).denominators] == [
            (value, "2025" if month == OCTOBER else "2026")
        ]
    assert seen(report) == content_of(report).sha256
