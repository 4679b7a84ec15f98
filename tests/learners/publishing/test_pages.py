"""What everybody sees: the page, the files; and that all of them say the same."""

import csv
import json
from datetime import date
from io import StringIO

import jsonschema
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learners.monitoring.indicators import FOUR
from learners.monitoring.models import DailyCount
from learners.publishing.models import DataLicence
from learners.publishing.services import publish_due
from lms.core.models import Area
from tests.facts import at
from tests.learners.publishing.conftest import OCTOBER, SEPTEMBER
from tests.learners.publishing.ways import count_as
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
PAGE, DATA = "/so-lieu/", "/du-lieu-mo/"
CSV, JSON = f"{DATA}so-lieu-thang.csv", f"{DATA}so-lieu-thang.json"
OLD_WORDS = "Định nghĩa của những tháng trước"
DESCRIPTIONS = ("so-lieu-thang.schema.json", "so-lieu-thang.csv-metadata.json", "dcat.json")


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(browser) -> list[dict[str, str]]:
    """The CSV as a program reads it."""
    text = body(browser.get(CSV)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def cells_of(page, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so."""
    (found,) = [t for t in page.find_all("table") if words(t.caption).startswith(caption)]
    return [
        [words(cell) for cell in row.find_all(["th", "td"])] for row in found.select("tbody tr")
    ]


@pytest.mark.usefixtures("published")
class TestThePage:
    def test_the_four_numbers_and_the_tiers_stand_with_what_they_mean(self, client):
        page = page_of(client.get(PAGE))
        cards = page.select(".stat-card")
        assert [words(card.select_one(".stat-card__value")) for card in cards] == [
            *("khoảng 160", "khoảng 120", "khoảng 50", "khoảng 30"),
            *("khoảng 30", "0"),
        ]
        assert words(cards[0].select_one(".muted")) == "Số thật từ 150 đến 168."
        assert [words(card.find_all("p")[-1]) for card in cards[:4]] == [
            one.definition for one in FOUR
        ]
        assert words(page.select_one(".as-of")) == (
            "Số liệu lúc 00:20 ngày 01/11/2026, đã làm tròn"
        )

    def test_months_stand_with_what_is_new_in_them_the_newest_first(self, client):
        rows = cells_of(page_of(client.get(PAGE)), "Cả tỉnh")
        assert rows == [
            ["Tháng 10/2026", "160 (+40)", "120 (+20)", "50 (+10)", "30 (+10)", "30 (+10)", "0"],
            ["Tháng 9/2026", "120", "100", "40", "20", "20", "dưới 15"],
        ]

    def test_communes_stand_in_the_order_of_the_alphabet_and_nobody_is_ranked(self, client):
        rows = cells_of(page_of(client.get(PAGE)), "Đến hết ngày 31/10/2026")
        assert [row[0] for row in rows] == [str(area) for area in Area.objects.communes()]
        by_name = {row[0]: row[1:] for row in rows}
        assert by_name["Xã Tân Cương"] == ["140 (+20)", "110 (+10)", "40 (0)", "20 (0)"]
        assert by_name["Xã Ba Bể"] == ["20 (+20)", "dưới 15", "dưới 15", "dưới 15"]
        assert "sort" not in client.get(PAGE).content.decode()

    def test_an_earlier_month_has_an_address(self, client):
        rows = cells_of(page_of(client.get(f"{PAGE}thang/2026-09/")), "Đến hết ngày 30/09/2026")
        assert {row[0]: row[1:] for row in rows}["Xã Tân Cương"] == ["120", "100", "40", "20"]

    def test_a_commune_has_its_months(self, client):
        rows = cells_of(page_of(client.get(f"{PAGE}xa/01906/")), "Tính đến cuối mỗi tháng")
        assert rows == [
            ["Tháng 10/2026", "20 (+20)", "dưới 15", "dưới 15", "dưới 15"],
            ["Tháng 9/2026", "0", "0", "0", "0"],
        ]

    @pytest.mark.parametrize(
        "path",
        [
            "thang/2026-08/",
            "thang/x/",
            "thang/2026-13/",
            "thang/0/",
            "xa/19/",
            "xa/99999/",
            "xa/x/",
        ],
    )
    def test_what_was_not_published_is_not_found(self, client, path):
        assert client.get(PAGE + path).status_code == 404

    def test_twelve_months_are_shown_and_the_thirteenth_says_what_was_new(self, client):
        for month in range(9, 13):
            count_as(date(2025, month, 28) if month == 11 else date(2025, month, 30), {})
        publish_due(today=date(2026, 11, 2))  # what nobody counted is counted now
        page = page_of(client.get(PAGE))
        rows = cells_of(page, "Cả tỉnh")
        assert (len(rows), rows[-1][0]) == (12, "Tháng 11/2025")
        assert page.select_one("svg[role=img]")["aria-label"].startswith("Người thành thạo")

    @pytest.mark.parametrize("path", ["", "bon-so/", "thang/2026-10/", "xa/05503/"])
    def test_it_is_the_same_for_everyone_and_leaves_no_cookie(self, path, operator):
        visitor, somebody = Client(), Client()
        somebody.force_login(operator)
        answer = visitor.get(PAGE + path)
        assert (answer.headers["Cache-Control"], answer.cookies) == ("public, max-age=60", {})
        assert answer.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert answer.content == somebody.get(PAGE + path).content

    def test_the_front_page_gets_the_same_numbers_as_a_fragment(self, client):
        fragment = page_of(client.get(f"{PAGE}bon-so/"))
        shown = [words(card) for card in page_of(client.get(PAGE)).select(".stat-card__value")]
        assert [words(value) for value in fragment.select("dd")] == shown[:4]
        assert fragment.find("html") is None

    def test_the_former_address_leads_here_and_to_the_fragment(self, client):
        whole = client.get("/theo-doi/so-lieu/")
        part = client.get("/theo-doi/so-lieu/", headers={"HX-Request": "true"})
        assert [(a.status_code, a["Location"], a["Vary"]) for a in (whole, part)] == [
            (301, PAGE, "HX-Request"),
            (301, f"{PAGE}bon-so/", "HX-Request"),
        ]


def test_before_the_first_count_the_numbers_are_unknown_and_not_zero(client, areas):
    assert DailyCount.objects.count() == 0
    page = page_of(client.get(PAGE))
    assert [words(c) for c in page.select(".stat-card__value")] == ["chưa có số liệu"] * 6
    assert "Chưa có tháng nào được công bố" in words(page)
    assert "Chưa có tháng nào được công bố" in words(page_of(client.get(DATA)))
    assert table(client) == []


@pytest.mark.parametrize("days", [[OCTOBER], [date(2026, 8, 31), SEPTEMBER, OCTOBER]])
def test_pages_cost_the_same_for_one_month_and_for_three(client, areas, days):
    for day in days:
        count_as(day, {"05503": (137, 112, 37, 21)})
    assert publish_due(today=date(2026, 11, 2)) == len(days)
    for path, most in ((PAGE, 13), (f"{PAGE}xa/05503/", 6), (DATA, 2), (CSV, 8)):
        with CaptureQueriesContext(connection) as queries:
            body(client.get(path))
        assert (path, len(queries)) == (path, most)


@pytest.mark.usefixtures("published")
class TestTheFiles:
    def test_page_csv_and_json_say_the_same_to_the_last_digit(self, client):
        rows = table(client)
        told = json.loads(body(client.get(JSON)))["rows"]
        assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in told] == rows
        shown = {}
        for path, caption in (("", "Đến hết"), ("thang/2026-09/", "Đến hết")):
            page = page_of(client.get(PAGE + path))
            month = "2026-09-30" if path else "2026-10-31"
            for name, *four in cells_of(page, caption):
                shown |= {
                    (month, name, one.code): cell for one, cell in zip(FOUR, four, strict=True)
                }
            codes = [*(one.code for one in FOUR), "core_trainers", "experts"]
            of_province = cells_of(page, "Cả tỉnh")[1 if path else 0][1:]
            shown |= {
                (month, "Tỉnh Thái Nguyên", code): cell
                for code, cell in zip(codes, of_province, strict=True)
            }
        assert {
            (row["month_end"], row["area_name"], row["indicator"]): as_on_page(row) for row in rows
        } == shown

    def test_codes_are_text_days_are_iso_and_a_hidden_number_is_empty(self, client):
        (row,) = [
            row
            for row in table(client)
            if (row["month_end"], row["area_code"], row["indicator"])
            == ("2026-10-31", "01906", "finishers")
        ]
        assert row == {
            "month_end": "2026-10-31",
            "correction": "0",
            "area_code": "01906",
            "area_name": "Xã Ba Bể",
            "indicator": "finishers",
            "value": "",
            "low": "1",
            "high": "14",
            "new_in_month": "",
            "definition_version": "1",
        }
        assert body(client.get(CSV)).startswith(b"\xef\xbb\xbfmonth_end,correction,")

    def test_what_describes_them_is_true_of_them(self, client):
        schema = json.loads(body(client.get(f"{DATA}so-lieu-thang.schema.json")))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.FormatChecker()
        )
        validator.validate(json.loads(body(client.get(JSON))))
        described = json.loads(body(client.get(f"{CSV}-metadata.json")))
        columns = described["tableSchema"]["columns"]
        rows = table(client)
        assert [one["name"] for one in columns] == list(rows[0])
        for one in columns:
            values = {row[one["name"]] for row in rows}
            assert not one["required"] or "" not in values
            if one["datatype"] == "integer":
                assert all(value == "" or int(value) is not None for value in values)
        keys = described["tableSchema"]["primaryKey"]
        assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)
        dcat = json.loads(body(client.get(f"{DATA}dcat.json")))
        named = [one["dcat:downloadURL"]["@id"] for one in dcat["dcat:distribution"]]
        assert [url.partition("/du-lieu-mo/")[2] for url in named] == [
            "so-lieu-thang.csv",
            "so-lieu-thang.json",
        ]
        assert dcat["dct:temporal"]["dcat:endDate"]["@value"] == "2026-10-31"

    def test_a_month_says_by_which_version_it_was_counted_and_what_that_meant(self, client):
        count_as(date(2026, 11, 30), {"05503": (200, 200, 200, 200)})
        publish_due(today=date(2026, 12, 2))
        counted = {
            row["month_end"]: row["definition_version"]
            for row in table(client)
            if (row["area_code"], row["indicator"]) == ("19", "core_trainers")
        }
        assert counted == {"2026-11-30": "2", "2026-10-31": "1", "2026-09-30": "1"}
        schema = json.loads(body(client.get(f"{DATA}so-lieu-thang.schema.json")))
        one_of = schema["properties"]["rows"]["items"]["properties"]["indicator"]["oneOf"]
        (meant,) = [one["description"] for one in one_of if one["const"] == "core_trainers"]
        assert "Bản 1, từ 2024-11-01: " in meant
        assert "Bản 2, từ 2026-11-25: " in meant
        for path in (PAGE, DATA, f"{PAGE}xa/05503/"):
            shown = words(page_of(client.get(path)).find("summary", string=OLD_WORDS).parent)
            assert "Bản 1, từ 01/11/2024: Số người đã học xong ít nhất một bài." in shown
            assert "Bản 2, từ 30/11/2026: Số người đã học xong ít nhất một bài, hoặc" in shown

    @pytest.mark.parametrize("path", [CSV, JSON, *(DATA + name for name in DESCRIPTIONS)])
    def test_they_may_be_asked_from_anywhere_kept_and_asked_again(self, client, path):
        answer = client.get(path)
        body(answer)
        assert answer.cookies == {}
        assert {
            name: answer.headers.get(name)
            for name in ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")
        } == {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        assert answer["Cache-Control"] == "public, max-age=300"
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        since = client.get(path, headers={"If-Modified-Since": answer["Last-Modified"]})
        assert (again.status_code, since.status_code) == (304, 304)
        assert again["Access-Control-Allow-Origin"] == "*"
        head = client.head(path)
        assert (head.status_code, body(head), head["ETag"]) == (200, b"", answer["ETag"])

    def test_another_month_is_another_etag(self, client):
        before = client.get(CSV)["ETag"]
        count_as(date(2026, 11, 30), {"05503": (200, 200, 200, 200)})
        publish_due(today=date(2026, 12, 2))
        assert client.get(CSV)["ETag"] != before
        assert table(client)[0]["month_end"] == "2026-11-30"

    @pytest.mark.parametrize("path", [PAGE, DATA, "/theo-doi/so-lieu/", "/api/v1/openapi.json"])
    def test_only_the_files_may_be_read_by_other_pages(self, client, path):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers

    def test_the_index_says_what_it_is_how_to_cite_and_what_was_corrected(self, client):
        page = words(page_of(client.get(DATA)))
        assert "Giấy phép đề xuất là CC BY 4.0" in page
        assert "chờ quyết định của Ủy ban nhân dân tỉnh" in page
        assert "Số liệu tháng, tháng 10/2026. http://" in page
        assert "Kỳ 10/2026" in page
        assert "công bố lần đầu" in page
        DataLicence.objects.create(
            name="CC BY 4.0",
            address="https://creativecommons.org/licenses/by/4.0/deed.vi",
            decision="Quyết định 12/QĐ-UBND",
            decided_on=date(2026, 11, 3),
        )
        assert "theo Quyết định 12/QĐ-UBND ngày 03/11/2026" in words(page_of(client.get(DATA)))
        assert "Quyết định 12/QĐ-UBND" in words(page_of(client.get(PAGE)))


def as_on_page(row: dict[str, str]) -> str:
    """A row of the file as the page writes it."""
    if not row["value"]:
        return "dưới 15"
    new = row["new_in_month"]
    sign = "+" if new and int(new) > 0 else ""
    return row["value"] + (f" ({sign}{new})" if new else "")


def everything(client) -> list[bytes]:
    """All that anybody can read of the province."""
    paths = [PAGE, f"{PAGE}bon-so/", f"{PAGE}thang/2026-09/", f"{PAGE}xa/01906/"]
    paths += [f"{PAGE}xa/05503/", CSV, JSON, DATA, *(DATA + name for name in DESCRIPTIONS)]
    return [body(client.get(path)) for path in paths]


@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("hidden", [5, 9, 14])
def test_provinces_that_differ_within_blocks_publish_the_same_to_the_last_byte(client, hidden):
    """Nobody who has all of it can tell whether it was one person or fourteen."""
    assert province_with(client, hidden) == province_with(client, 1)


@time_machine.travel(at(date(2026, 11, 2), 5), tick=False)
def province_with(client, hidden: int) -> list[bytes]:
    """All that is published of a province with so many people in the hidden cells."""
    with transaction.atomic():
        count_as(SEPTEMBER, {"05503": (122, 101, 37, 16)}, trainers=(16, 3))
        some = {"05503": (135 + hidden % 10, 112, 37, 21), "01906": (15, hidden, hidden, hidden)}
        count_as(OCTOBER, some, trainers=(27, hidden))
        publish_due(today=date(2026, 11, 2))
        seen = everything(client)
        transaction.set_rollback(True)
    return seen
