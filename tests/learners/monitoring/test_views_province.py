"""The page that can be defended in a meeting: screen, workbook and recount say the same."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from learners.monitoring.goals import set_shares
from learners.monitoring.indicators import FOUR, beside_the_four
from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from learners.monitoring.selectors import ORDERS
from learners.monitoring.services import refresh_counts
from lms.core.identity import alphabet_key
from lms.core.models import Area, AuditEntry
from lms.core.roles import Role
from tests.facts import assess_on, at, enrol_on, make_person
from tests.learners.monitoring.screens import (
    number,
    page_of,
    queries_of,
    table_of,
    totals_of,
    words,
)

pytestmark = pytest.mark.usefixtures("counted")
TABLE = "/theo-doi/bang/xa-phuong/"


def workbook_of(browser, order: str = ""):
    response = browser.get(TABLE, {"dang": "xlsx"} | ({"xep": order} if order else {}))
    assert response.status_code == 200
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def test_every_commune_stands_on_the_page_in_the_order_of_the_alphabet(province_officer):
    names = [row[1] for row in table_of(province_officer.get("/theo-doi/"))]
    assert names == [str(area) for area in Area.objects.communes()]
    keys = [alphabet_key(name.split(" ", 1)[1]) for name in names]
    assert keys == sorted(keys)


def test_the_line_of_the_province_is_the_sum_of_its_communes_and_a_recount(province_officer, today):
    response = province_officer.get("/theo-doi/")
    rows, totals = table_of(response), [number(shown) for shown in totals_of(response)]
    assert totals == [sum(number(row[place]) for row in rows) for place in range(2, 6)]
    assert totals == [sum(i.count_by_area(today).values()) for i in FOUR]
    assert totals == [6, 6, 3, 5]
    first = page_of(response).select_one(".stat-row")
    assert [number(words(value)) for value in first.select("dd")] == totals


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("order", list(ORDERS))
def test_every_column_orders_both_ways_with_ties_by_name(province_officer, order, sign):
    by_name = {
        row[0]: place for place, row in enumerate(table_of(province_officer.get("/theo-doi/")))
    }
    rows = table_of(province_officer.get("/theo-doi/", {"xep": sign + order}))
    column = list(ORDERS).index(order)

    def value(row):
        if order == "ten":
            return by_name[row[0]]
        shown = number(row[column + 1])
        return -1 if shown is None else shown

    turned = -1 if sign else 1
    expected = sorted(rows, key=lambda row: (turned * value(row), by_name[row[0]]))
    # Shares are shown to one digit; those that look alike may still differ.
    assert [value(row) for row in rows] == [value(row) for row in expected]
    if order not in ("dat", "nhip"):
        assert rows == expected


def test_the_headings_say_how_the_table_stands_and_turn_it_round(province_officer):
    headings = page_of(province_officer.get("/theo-doi/", {"xep": "-finishers"})).select(
        "th a.sort"
    )
    sorted_by = [(h.parent["aria-sort"], h["href"]) for h in headings if h.parent.get("aria-sort")]
    assert sorted_by == [("descending", "?xep=finishers#bang")]
    assert headings[0]["href"] == "?xep=ten#bang"
    assert headings[1]["href"] == "?xep=-attendances#bang"


@pytest.mark.parametrize(
    "order", ["", "-", "--ten", "constructor", "ten'", "x" * 4000, "\x00", "é"]
)
def test_an_order_nobody_knows_is_the_order_by_name(province_officer, order):
    plain = table_of(province_officer.get("/theo-doi/"))
    assert table_of(province_officer.get("/theo-doi/", {"xep": order})) == plain
    workbook = workbook_of(province_officer, order)
    assert workbook.worksheets[0]["A2"].value == plain[0][0]


@pytest.mark.parametrize("order", ["ten", "-proficient", "dat", "-nhip"])
def test_the_workbook_equals_the_screen_to_the_last_digit(province_officer, order):
    response = province_officer.get("/theo-doi/", {"xep": order})
    screen = [[row[0], row[1], *(number(shown) for shown in row[2:])] for row in table_of(response)]
    totals = [number(shown) for shown in totals_of(response)]
    sheet = workbook_of(province_officer, order).worksheets[0]
    _, *rows, last = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == screen
    assert last == [None, "Toàn tỉnh", *totals, None, None, None]


def test_a_commune_without_a_target_says_so_instead_of_nothing(province_officer):
    rows = {row[0]: row for row in table_of(province_officer.get("/theo-doi/"))}
    assert rows["05503"][6:8] == ["chưa có số liệu", "chưa có số liệu"]
    pace = {code: rows[code][8] for code in ("05503", "01906", "05488")}
    assert pace == {"05503": "0,0", "01906": "0,0", "05488": "0,8"}  # three in four weeks


def test_goals_on_screen_and_in_the_workbook(province_officer):
    cards = page_of(province_officer.get("/theo-doi/")).select(".stat-card__value")
    assert [words(card) for card in cards] == ["0 / 30", "1 / 3.000", "5 / 500.000"]
    rows = list(workbook_of(province_officer).worksheets[1].iter_rows(values_only=True))
    assert [row[1:4] for row in rows[1:]] == [(0, 30, 0), (1, 3000, 0), (5, 500_000, 0)]


def test_what_was_carried_over_stands_apart(province_officer):
    band = page_of(province_officer.get("/theo-doi/")).select_one(".band")
    assert words(band.select_one(".band__value")) == "350.845 lượt"
    (_, row) = workbook_of(province_officer).worksheets[2].iter_rows(values_only=True)
    assert row[1:3] == (350_845, "lượt")


def test_the_workbook_holds_no_formula(province_officer):
    OpeningBalance.objects.update(title="=1+1", evidence="@SUM(A1)", source="+84")
    Goal.objects.filter(number=30).update(title='=HYPERLINK("http://x")')
    cells = [
        cell for sheet in workbook_of(province_officer) for row in sheet.iter_rows() for cell in row
    ]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=1+1" in [cell.value for cell in cells]


def test_the_workbook_is_a_download_and_its_export_is_written_down(province_officer, today):
    response = province_officer.get(TABLE, {"dang": "xlsx"})
    name = f'attachment; filename="binh-dan-hoc-ai-{today:%Y-%m-%d}.xlsx"'
    assert response.headers["Content-Disposition"] == name
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert b"".join(response.streaming_content)[:2] == b"PK"
    entry = AuditEntry.objects.filter(action="monitoring.export_province").get()
    assert str(entry.actor_id) == province_officer.session["_auth_user_id"]


def as_of(browser) -> str:
    return words(page_of(browser.get("/theo-doi/")).select_one(".as-of"))


def test_the_page_says_when_it_was_counted_and_follows_the_next_count(
    province_officer, areas, course, today
):
    CountedDay.objects.filter(day=today).update(counted_at=at(today, 14))
    assert as_of(province_officer) == f"Số liệu lúc 14:00 ngày {today:%d/%m/%Y}"
    enrol_on(today, make_person(areas["05503"]), course)
    assert totals_of(province_officer.get("/theo-doi/"))[0] == "6"
    for hour in (15, 16):  # the second time nothing has changed, and it was counted all the same
        with time_machine.travel(at(today, hour), tick=False):
            refresh_counts(day=today)
        assert totals_of(province_officer.get("/theo-doi/"))[0] == "7"
        assert as_of(province_officer) == f"Số liệu lúc {hour}:00 ngày {today:%d/%m/%Y}"


def test_new_shares_and_edited_goals_show_at_once(province_officer, goals):
    before = {row[0]: row[6] for row in table_of(province_officer.get("/theo-doi/"))}
    set_shares(goal=goals, shares={"05503": 500_000}, rule="mới", actor=None)
    after = {row[0]: row[6] for row in table_of(province_officer.get("/theo-doi/"))}
    assert (before["05503"], after["05503"]) == ("chưa có số liệu", "500.000")
    OpeningBalance.objects.update(number=12)
    Goal.objects.filter(number=30).update(number=31)
    page = page_of(province_officer.get("/theo-doi/"))
    assert words(page.select_one(".band__value")) == "12 lượt"
    assert words(page.select_one(".stat-card__value")) == "0 / 31"


def test_before_the_first_count_the_page_says_so(province_officer):
    CountedDay.objects.all().delete()
    DailyCount.objects.all().delete()
    response = province_officer.get("/theo-doi/")
    assert words(page_of(response).select_one(".as-of")) == "Chưa có số liệu"
    assert totals_of(response) == ["0", "0", "0", "0"]
    assert table_of(response)[0][8] == "chưa có số liệu"


def test_the_page_costs_the_same_with_more_people_and_less_the_second_time(
    province_officer, areas, course, today
):
    queries_of(province_officer, "/theo-doi/")
    costs = []
    for codes in (["05443"], ["05467", "05500", "05710"]):
        for code in codes:
            person = make_person(areas.get(code) or areas["05443"])
            enrol_on(today - timedelta(days=1), person, course)
            assess_on(today, person)
        refresh_counts(day=today)
        costs.append(tuple(queries_of(province_officer, "/theo-doi/") for _ in range(2)))
    assert costs[0] == costs[1]
    cold, warm = costs[0]
    assert (cold <= 26, warm < cold) == (True, True)


def test_every_number_of_the_province_opens_for_who_watches_over_all_of_it(
    province_officer, signed_in, areas
):
    page = page_of(province_officer.get("/theo-doi/"))
    ways = [a["href"] for a in page.select("a[href*='/xa/19/minh-chung/']")]
    assert len(ways) == len(set(ways)) == len(FOUR) + len(beside_the_four())
    for link in page.select("tfoot a"):
        behind = page_of(province_officer.get(link["href"]))
        assert words(behind.h1).endswith(f": {words(link)}")
    own = page_of(signed_in(Role.COMMUNE_OFFICER, areas["05503"]).get("/theo-doi/"))
    assert not own.select("a[href*='/xa/19/']")


def test_bars_are_no_league_each_stands_beside_its_own_past(province_officer):
    page = page_of(province_officer.get("/theo-doi/"))
    bars = page.select("ul.bars li")
    assert not page.select("ol.bars")
    shown = [words(bar.span) for bar in bars]
    with_target = set(GoalShare.objects.filter(number__gt=0).values_list("area", flat=True))
    assert shown == [str(area) for area in Area.objects.communes() if area.pk in with_target]
    told = {words(bar.span): words(bar.select_one(".number")) for bar in bars}
    assert told[str(Area.objects.get(pk="05488"))].endswith("thêm 3 người")
    assert told[str(Area.objects.get(pk="01906"))].endswith("thêm 0 người")


def test_trainers_lead_to_their_cover_and_to_each_state(province_officer):
    page = page_of(province_officer.get("/theo-doi/"))
    ways = [a["href"] for a in page.select("main a") if "/giang-vien/" in a["href"]]
    assert ways[0].endswith("/do-phu/")
    assert [province_officer.get(way).status_code for way in ways] == [200] * 15
