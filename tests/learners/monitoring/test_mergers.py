"""Communes that are merged, on the pages and in the files of officers: ninety-one from then on."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from learners.monitoring.alerts import alerts_on
from learners.monitoring.indicators import FOUR, all_indicators
from learners.monitoring.models import CountedDay, DailyCount, Goal
from learners.monitoring.proving import count_regrouped, prove_day
from learners.monitoring.selectors import all_goal_states, past, shares_in_force, totals_on, trend
from learners.monitoring.services import refresh_counts
from learners.people.settling import settle
from lms.core.alerting import Bounds
from lms.core.models import Area, AreaFigure
from lms.core.places import change_title
from lms.core.roles import Role
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.monitoring.mergers import SOURCE, unite
from tests.learners.monitoring.screens import number, page_of, queries_of, table_of, words

ENDED, INTO, THIRD = "05488", "01906", "05503"
PROVINCE, PARTICIPANTS, PROFICIENT = "/theo-doi/", FOUR[1], FOUR[3]

Counts = dict[tuple[str, str], int]


def shown(day: date) -> Counts:
    """What pages show of a day: (area, number) → value, but for nothing."""
    rows = DailyCount.objects.filter(day=day).exclude(value=0)
    return {
        (area, code): value for area, code, value in rows.values_list("area", "indicator", "value")
    }


@pytest.fixture
def early(today) -> date:
    """Four weeks ago, when there were both."""
    return today - timedelta(days=28)


@pytest.fixture
def both(counted, areas, course, today, early) -> dict[date, Counts]:
    """One more of the commune that will end, proficient before; what was shown of each day then."""
    person = make_person(areas[ENDED])
    enrol_on(today - timedelta(days=40), person, course)
    assess_on(today - timedelta(days=35), person)
    for day in (early, today):
        refresh_counts(day=day)
    return {day: shown(day) for day in (early, today)}


@pytest.fixture
def merged(both, areas, today) -> dict[date, Counts]:
    """They have been one for ten days; everybody moved, and today was counted since."""
    assert unite(areas[ENDED], areas[INTO], today - timedelta(days=9))
    settle()
    refresh_counts(day=today)
    return both


def row_of(browser, code: str) -> list[str]:
    return next(row for row in table_of(browser.get(PROVINCE)) if row[0] == code)


class TestTheProvince:
    def test_ninety_one_stand_there_and_make_up_the_total(self, merged, province_officer, today):
        rows = table_of(province_officer.get(PROVINCE))
        assert len(rows) == 91
        assert ENDED not in {row[0] for row in rows}
        for place, one in enumerate(FOUR, start=2):
            total = sum(number(row[place]) for row in rows)
            assert total == totals_on(today)[one.code] == one.value_of(one.facts(today))
        page = page_of(province_officer.get(PROVINCE))
        assert words(page.select_one("#bang")) == "91 xã, phường"
        assert len(page.select(".tile a")) == 91

    def test_numbers_share_and_pace_are_those_of_both(self, merged, goals, province_officer):
        shares = dict(goals.shares.values_list("area", "number"))
        row = row_of(province_officer, INTO)
        assert [number(cell) for cell in row[3:7]] == [6, 3, 6, shares[ENDED] + shares[INTO]]
        # Six now, three four weeks ago: one of the part, two of the other.
        assert row[8] == "0,8"

    def test_a_share_that_only_one_had_is_that_of_both(self, both, areas, today, province_officer):
        assert row_of(province_officer, THIRD)[6] == "chưa có số liệu"
        assert unite(areas[ENDED], areas[THIRD], today)
        refresh_counts(day=today)
        share = Goal.objects.get(indicator="proficient").shares.get(area=ENDED).number
        assert number(row_of(province_officer, THIRD)[6]) == share

    def test_workbook_csv_and_screen_say_the_same(self, merged, province_officer):
        rows = table_of(province_officer.get(PROVINCE))
        screen = [[row[0], row[1], *(number(cell) for cell in row[2:])] for row in rows]
        table = f"{PROVINCE}bang/xa-phuong/"
        taken = province_officer.get(table, {"dang": "xlsx"})
        sheet = load_workbook(BytesIO(b"".join(taken.streaming_content))).worksheets[0]
        _, *told, _ = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert told == screen
        taken = province_officer.get(table, {"dang": "csv"})
        text = b"".join(taken.streaming_content).decode("utf-8-sig")
        lines = list(csv.reader(StringIO(text), delimiter=";" if ";" in text[:80] else ","))
        codes = [line[0] for line in lines if line and line[0].isdecimal()]
        assert codes == [row[0] for row in rows]

    def test_until_its_first_day_a_merger_changes_nothing(
        self, both, areas, today, province_officer
    ):
        before = table_of(province_officer.get(PROVINCE))
        assert unite(areas[ENDED], areas[INTO], today + timedelta(days=1))
        assert settle() == 0
        refresh_counts(day=today)
        assert table_of(province_officer.get(PROVINCE)) == before
        assert shown(today) == both[today]

    def test_the_page_asks_as_often_as_before(self, both, areas, today, province_officer):
        before = queries_of(province_officer, PROVINCE)
        assert unite(areas[ENDED], areas[INTO], today)
        refresh_counts(day=today)
        assert queries_of(province_officer, PROVINCE) == before

    def test_a_goal_of_the_one_that_ended_stands_where_it_was_on_its_last_day(
        self, both, areas, today, early, make_user
    ):
        goal = Goal.objects.create(
            indicator="participants",
            title="Cả xã",
            number=10,
            deadline=today,
            source="QĐ",
            area=areas[ENDED],
        )
        assert unite(areas[ENDED], areas[INTO], early + timedelta(days=1))
        settle()
        for day in (early, today):
            refresh_counts(day=day)
        states = all_goal_states(make_user(role=Role.PROVINCE_OFFICER))
        assert [state.value for state in states if state.goal == goal] == [4]


class TestDaysBefore:
    def test_each_is_counted_again_to_what_was_shown_of_it(self, merged, early):
        assert refresh_counts(day=early) == 0
        assert shown(early) == merged[early]
        assert merged[early][ENDED, "participants"] == 4

    def test_a_recount_finds_no_difference_in_all_and_in_each(self, merged, early, areas, today):
        for day in (early, today):
            assert prove_day(day=day).differences == []
            for code in (ENDED, INTO):
                assert prove_day(day=day, area=areas[code]).differences == []

    @pytest.mark.parametrize("ago", [28, 0])
    def test_number_list_and_sum_agree_in_every_commune(self, merged, today, ago):
        day = today - timedelta(days=ago)
        for one in all_indicators():
            counted = one.count_by_area(day)
            behind = {
                code: value
                for code in Area.objects.values_list("pk", flat=True)
                if (value := one.value_of(one.evidence(day, code)))
            }
            assert counted == behind
            assert sum(counted.values()) == one.value_of(one.facts(day))

    def test_a_merger_that_is_written_down_late_counts_the_days_since_anew(
        self, both, areas, today, early
    ):
        day = early + timedelta(days=8)
        for one in (day, today):
            refresh_counts(day=one)
        CountedDay.objects.update(counted_at="2020-01-01T00:00Z")
        assert unite(areas[ENDED], areas[INTO], day)
        found = count_regrouped()
        assert (early in found, day in found, today in found) == (False, True, True)
        assert shown(day)[INTO, "participants"] == 6
        assert (ENDED, "participants") not in shown(day)
        assert shown(early) == both[early]
        assert count_regrouped() == []

    def test_who_only_follows_their_commune_raises_no_alarm(self, merged, today):
        assert [one.kind for one in alerts_on(today, Bounds()) if one.kind == "recount"] == []


class TestThePageOfACommune:
    def test_it_says_what_it_is_made_of_and_adds_the_days_before(
        self, merged, province_officer, areas, today
    ):
        page = page_of(province_officer.get(f"{PROVINCE}xa/{INTO}/"))
        first_day = today - timedelta(days=9)
        told = f"Từ ngày {first_day:%d/%m/%Y} gồm cả {areas[ENDED]} (theo {SOURCE})."
        assert told in words(page.main)
        found = {one.code: values for one, values in past(area=areas[INTO], day=today)}
        assert found["participants"][:2] == [6, 6]
        assert found["proficient"][:2] == [6, 3]
        line = trend(day=today, indicator=PARTICIPANTS, area=areas[INTO])
        assert {value for _, value in line} == {6}

    def test_another_says_nothing_of_it(self, merged, province_officer):
        page = page_of(province_officer.get(f"{PROVINCE}xa/{THIRD}/"))
        assert "gồm cả" not in words(page.main)

    def test_that_of_the_one_that_ended_leads_there(self, merged, province_officer):
        answer = province_officer.get(f"{PROVINCE}xa/{ENDED}/")
        assert (answer.status_code, answer["Location"]) == (302, f"{PROVINCE}xa/{INTO}/")

    def test_of_two_mergers_the_first_leads_to_the_last(
        self, merged, province_officer, areas, today
    ):
        assert unite(Area.objects.get(pk=INTO), areas[THIRD], today)
        refresh_counts(day=today)
        answer = province_officer.get(f"{PROVINCE}xa/{ENDED}/")
        assert answer["Location"] == f"{PROVINCE}xa/{THIRD}/"
        said = words(page_of(province_officer.get(answer["Location"])).main)
        assert str(areas[ENDED]) in said
        assert str(areas[INTO]) in said

    def test_people_of_working_age_are_added_with_the_older_day(
        self, merged, province_officer, areas
    ):
        for code, value, day in ((ENDED, 3_000, "2024-12-31"), (INTO, 4_000, "2025-12-31")):
            AreaFigure.objects.create(
                area=areas[code], kind="working_age", value=value, as_of=day, source="Niên giám"
            )
        said = words(page_of(province_officer.get(f"{PROVINCE}xa/{INTO}/")).main)
        assert "7.000" in said
        assert "31/12/2024" in said

    def test_its_part_of_the_goal_is_asked_for_by_day(self, merged, goals, areas, today, early):
        shares = dict(goals.shares.values_list("area", "number"))
        now = shares_in_force(area=areas[INTO], day=today)["proficient"].number
        then = shares_in_force(area=areas[INTO], day=early)["proficient"].number
        assert (now, then) == (shares[INTO] + shares[ENDED], shares[INTO])

    def test_the_file_of_a_commune_is_that_of_both_and_of_the_ended_there_is_none(
        self, merged, province_officer
    ):
        table = f"{PROVINCE}bang/mot-xa/"
        taken = province_officer.get(table, {"xa": INTO, "dang": "xlsx"})
        sheet = load_workbook(BytesIO(b"".join(taken.streaming_content))).worksheets[0]
        rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
        assert rows[PROFICIENT.name] == (6, 3, None)
        assert province_officer.get(table, {"xa": ENDED, "dang": "xlsx"}).status_code == 404


class TestEvidence:
    def address(self, code: str, day: date) -> str:
        return f"{PROVINCE}xa/{code}/minh-chung/participants/?ngay={day:%Y-%m-%d}"

    @pytest.fixture
    def browsers(self, merged, signed_in, areas):
        return {code: signed_in(Role.COMMUNE_OFFICER, areas[code]) for code in (ENDED, INTO, THIRD)}

    def lines(self, browser, code: str, day: date) -> int:
        answer = browser.get(self.address(code, day))
        assert answer.status_code == 200
        return len(page_of(answer).select("main .lesson-list > li"))

    def test_whoever_answers_for_where_it_went_reads_what_stood_behind_old_numbers(
        self, browsers, early, today
    ):
        own = browsers[INTO]
        assert [self.lines(own, code, early) for code in (ENDED, INTO)] == [4, 2]
        assert [self.lines(own, code, today) for code in (ENDED, INTO)] == [0, 6]
        said = words(page_of(own.get(self.address(ENDED, today))).main)
        assert f"đã là một phần của {Area.objects.get(pk=INTO)}" in said

    def test_the_officer_of_the_one_that_ended_reads_nothing_of_the_other(
        self, browsers, early, today
    ):
        for day in (early, today):
            assert browsers[ENDED].get(self.address(INTO, day)).status_code == 404
        assert self.lines(browsers[ENDED], ENDED, today) == 0

    def test_a_third_reads_nothing_of_either(self, browsers, early, today):
        for code in (ENDED, INTO):
            for day in (early, today):
                assert browsers[THIRD].get(self.address(code, day)).status_code == 404


def test_a_new_name_stands_from_its_day_on_and_the_code_stays(
    both, province_officer, areas, today, make_user
):
    told = {"kind": Area.Kind.WARD, "source": SOURCE, "actor": make_user()}
    change_title(area=areas[INTO], name="Chợ Rã", valid_from=today + timedelta(days=1), **told)
    assert row_of(province_officer, INTO)[1] == "Xã Ba Bể"
    change_title(area=areas[INTO], name="Chợ Rã", valid_from=today, **told)
    refresh_counts(day=today)
    assert row_of(province_officer, INTO)[1] == "Phường Chợ Rã"
