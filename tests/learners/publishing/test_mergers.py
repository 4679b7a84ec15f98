"""What everybody sees of communes that are merged: old months as they were, new ones together."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from learners.monitoring.goals import load_goals, set_shares
from learners.monitoring.models import Goal
from learners.publishing.models import Publication, PublishedCell
from learners.publishing.selectors import cells_on
from learners.publishing.services import publish_due
from lms.core.models import Area, AreaFigure
from lms.core.places import change_title
from lms.core.roles import Role
from tests.facts import at
from tests.learners.monitoring.mergers import unite
from tests.learners.publishing.conftest import OCTOBER, SEPTEMBER
from tests.learners.publishing.test_api import Program
from tests.learners.publishing.test_pages import CSV, JSON, PAGE, body, cells_of, table
from tests.learners.publishing.ways import count_as
from tests.screens import page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
NOVEMBER = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is 2 December 2026."""
    with time_machine.travel(at(date(2026, 12, 2), 9), tick=False):
        yield


@pytest.fixture
def merged(commune, other_commune) -> None:
    """Ba Bể is part of Tân Cương from 10 November on, and November is published."""
    assert unite(other_commune, commune, date(2026, 11, 10))
    count_as(NOVEMBER, {"05503": (190, 150, 61, 40)}, trainers=(27, 1))
    assert publish_due(today=date(2026, 12, 2)) == 1


def rows_of(client, month: date, area: str) -> dict[str, dict[str, str]]:
    """Number → its line of the CSV."""
    return {
        row["indicator"]: row
        for row in table(client)
        if (row["month_end"], row["area_code"]) == (month.isoformat(), area)
    }


class TestTheMonthOfTheMerger:
    def test_the_one_that_ended_has_no_number_of_its_own(self, merged, client):
        cells = PublishedCell.objects.filter(publication__day=NOVEMBER)
        assert not cells.filter(area="01906").exists()
        assert cells.values("area").distinct().count() == 92  # 91 communes and the province
        assert rows_of(client, NOVEMBER, "01906") == {}

    def test_what_is_new_is_so_beside_both(self, merged, client):
        found = rows_of(client, NOVEMBER, "05503")
        assert (found["attendances"]["value"], found["attendances"]["new_in_month"]) == (
            "190",
            "30",
        )
        # 110 of Tân Cương and what was hidden of Ba Bể, which weighs seven.
        assert (found["participants"]["value"], found["participants"]["new_in_month"]) == (
            *("150", "30"),
        )

    def test_the_page_of_the_month_names_those_that_there_were(self, merged, client):
        rows = cells_of(page_of(client.get(PAGE)), "Đến hết ngày 30/11/2026")
        by_name = {row[0]: row[1:] for row in rows}
        assert len(rows) == 91
        assert "Xã Ba Bể" not in by_name
        assert by_name["Xã Tân Cương"][0] == "190 (+30)"

    def test_page_csv_and_json_say_the_same(self, merged, client):
        rows = table(client)
        told = json.loads(body(client.get(JSON)))["rows"]
        assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in told] == rows
        (month, *_) = cells_of(page_of(client.get(f"{PAGE}xa/05503/")), "Tính đến cuối mỗi tháng")
        of_file = [
            f"{row['value']} (+{row['new_in_month']})" if row["value"] else "dưới 15"
            for row in rows_of(client, NOVEMBER, "05503").values()
        ]
        assert month == ["Tháng 11/2026", *of_file]

    def test_the_total_of_the_province_goes_on(self, merged, client):
        rows = cells_of(page_of(client.get(PAGE)), "Cả tỉnh")
        assert [row[:2] for row in rows] == [
            ["Tháng 11/2026", "190 (+30)"],
            ["Tháng 10/2026", "160 (+40)"],
            ["Tháng 9/2026", "120"],
        ]


class TestOlderMonths:
    def test_they_keep_both_with_the_same_numbers(self, client, request):
        before = {area: rows_of(client, OCTOBER, area) for area in ("05503", "01906")}
        request.getfixturevalue("merged")
        assert {area: rows_of(client, OCTOBER, area) for area in ("05503", "01906")} == before
        rows = cells_of(page_of(client.get(f"{PAGE}thang/2026-10/")), "Đến hết ngày 31/10/2026")
        assert len(rows) == 92
        assert "Xã Ba Bể" in {row[0] for row in rows}

    def test_counted_again_they_have_the_same_cells(self, merged):
        for day in (SEPTEMBER, OCTOBER):
            cells = PublishedCell.objects.filter(publication=Publication.objects.get(day=day))
            assert {(one.indicator, one.area_id): one.shown for one in cells} == cells_on(day)

    def test_they_keep_the_name_of_then_and_later_ones_bear_the_new_one(
        self, merged, client, commune, make_user
    ):
        change_title(
            area=commune,
            kind=Area.Kind.WARD,
            name="Hồ Núi Cốc",
            valid_from=date(2026, 11, 10),
            source="Nghị quyết 99",
            actor=make_user(role=Role.PROVINCE_OFFICER),
        )
        of_it = [row for row in table(client) if row["area_code"] == "05503"]
        names = {(row["month_end"], row["area_name"]) for row in of_it}
        assert names == {
            ("2026-09-30", "Xã Tân Cương"),
            ("2026-10-31", "Xã Tân Cương"),
            ("2026-11-30", "Phường Hồ Núi Cốc"),
        }
        told = cells_of(page_of(client.get(f"{PAGE}thang/2026-10/")), "Đến hết ngày 31/10/2026")
        assert "Xã Tân Cương" in {row[0] for row in told}
        assert words(page_of(client.get(f"{PAGE}xa/05503/")).h1) == "Phường Hồ Núi Cốc"


class TestPagesOfTheTwo:
    def test_the_one_that_ended_keeps_its_months_and_says_where_it_went(self, merged, client):
        page = page_of(client.get(f"{PAGE}xa/01906/"))
        assert "Từ ngày 10/11/2026, nơi này là một phần của Xã Tân Cương" in words(page.main)
        assert page.select_one(".notice a")["href"] == f"{PAGE}xa/05503/"
        rows = cells_of(page, "Tính đến cuối mỗi tháng")
        assert [row[:2] for row in rows] == [["Tháng 10/2026", "20 (+20)"], ["Tháng 9/2026", "0"]]

    def test_the_other_says_what_it_is_made_of(self, merged, client):
        page = page_of(client.get(f"{PAGE}xa/05503/"))
        assert "Từ ngày 10/11/2026 gồm cả Xã Ba Bể" in words(page.main)
        rows = cells_of(page, "Tính đến cuối mỗi tháng")
        assert [row[:2] for row in rows] == [
            ["Tháng 11/2026", "190 (+30)"],
            ["Tháng 10/2026", "140 (+20)"],
            ["Tháng 9/2026", "120"],
        ]

    def test_before_its_day_a_merger_is_not_told_of(self, client, commune, other_commune):
        assert unite(other_commune, commune, date(2026, 12, 20))
        for code in ("01906", "05503"):
            said = words(page_of(client.get(f"{PAGE}xa/{code}/")).main)
            assert "một phần" not in said
            assert "gồm cả" not in said


class TestPrograms:
    @pytest.fixture
    def program(self, make_key) -> Program:
        return Program(make_key()[1])

    def test_a_day_has_the_numbers_of_the_communes_there_were(self, merged, program):
        asked = {"from": "2026-10-31", "to": "2026-11-30", "indicator": "participants"}
        found = {
            (one["day"], one["area"]): one["value"]
            for one in program.items("counts", limit="2000", **asked)
        }
        assert found["2026-10-31", "01906"] == 14
        assert ("2026-11-30", "01906") not in found
        assert found["2026-11-30", "05503"] == 150
        assert sum(value for (day, _), value in found.items() if day == "2026-11-30") == 150

    def test_the_list_of_communes_says_until_when_and_where_it_went(self, merged, program):
        items = {one["code"]: one for one in program.items("communes")}
        assert len(items) == 92
        assert (items["01906"]["ended_on"], items["01906"]["successor"]) == ("2026-11-09", "05503")
        assert (items["05503"]["ended_on"], items["05503"]["successor"]) == (None, None)

    def test_people_of_working_age_are_those_of_both(self, merged, program, areas):
        for code, value in (("05503", 5_000), ("01906", 3_000)):
            AreaFigure.objects.create(
                area=areas[code], kind="working_age", value=value, as_of=OCTOBER, source="Cục"
            )
        items = {one["code"]: one["working_age"] for one in program.items("communes")}
        assert items["05503"]["value"] == 8_000
        assert items["01906"] is None

    def test_the_part_of_a_goal_is_that_of_both(self, merged, program, make_key, areas):
        load_goals()
        goal = Goal.objects.get(indicator="proficient")
        parts = {"05503": 200_000, "01906": 200_000, "05488": 100_000}
        set_shares(goal=goal, shares=parts, rule="mẫu", actor=None)
        told = {one["indicator"]: one["shares"] for one in program.items("goals")}
        assert told["proficient"] == [
            {"area": "05488", "number": 100_000},
            {"area": "05503", "number": 400_000},
        ]

    def test_a_key_of_the_one_that_ended_opens_nothing_of_the_other(
        self, merged, make_key, other_commune
    ):
        program = Program(make_key(communes=[other_commune])[1])
        load_goals()
        goal = Goal.objects.get(indicator="proficient")
        parts = {"05503": 200_000, "01906": 300_000}
        set_shares(goal=goal, shares=parts, rule="mẫu", actor=None)
        assert [one["code"] for one in program.items("communes")] == ["01906"]
        assert program.items("counts") == []
        assert [one["shares"] for one in program.items("goals") if one["shares"]] == []
        assert program.get("counts", area="05503").status_code == 404
        (old,) = program.items("counts", to="2026-10-31", indicator="participants")
        assert (old["area"], old["value"]) == ("01906", 14)


def test_the_file_costs_the_same_with_and_without_a_merger(
    client, commune, other_commune, django_assert_max_num_queries
):
    assert unite(other_commune, commune, date(2026, 11, 10))
    with django_assert_max_num_queries(8):
        body(client.get(CSV))
