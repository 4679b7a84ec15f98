"""The register taken away: the same people as on screen, readable again, nothing that runs."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from learners.people.consents import give
from learners.people.exports import HEADINGS
from learners.people.models import Learner
from lms.core.models import AuditEntry
from tests.facts import make_person
from tests.learners.registry.screens import names_of, page_of

ADDRESS = "/theo-doi/bang/so-hoc-vien/"


def read_csv(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def read_xlsx(response) -> list[list[str]]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [[cell.value or "" for cell in row] for row in book.active.iter_rows()]


@pytest.fixture
def people(areas):
    for code, name in (("05503", "Ma Văn An"), ("05503", "Đỗ Thị Dung"), ("01906", "Vi Văn Dũng")):
        make_person(areas[code], name=name, phone="+84912345678")
    Learner.objects.filter(full_name="Ma Văn An").update(
        birth_month=3, birth_day=5, sex="male", hamlet="Xóm 1"
    )


@pytest.mark.parametrize(
    ("form", "read"), [("csv", read_csv), ("xlsx", read_xlsx)], ids=["csv", "xlsx"]
)
@pytest.mark.parametrize("asked", [{}, {"tim": "dung"}, {"nguon": "import"}])
@pytest.mark.parametrize("who", ["officer", "province_officer", "agency_officer"])
def test_a_file_holds_the_people_of_the_screen(request, people, who, asked, form, read):
    browser = request.getfixturevalue(who)
    headings, *rows = read(browser.get(ADDRESS, asked | {"dang": form}))
    assert tuple(headings) == HEADINGS
    assert sorted(row[0] for row in rows) == sorted(names_of(browser.get("/theo-doi/so/", asked)))


def test_both_files_say_the_same_and_phones_only_of_whoever_agreed(officer, people, make_user):
    give(learner=Learner.objects.get(full_name="Ma Văn An"), purpose="contact", actor=make_user())
    found = [
        read(officer.get(ADDRESS, {"dang": form}))
        for form, read in (("csv", read_csv), ("xlsx", read_xlsx))
    ]
    assert found[0] == found[1]
    assert found[0][1:] == [
        ["Ma Văn An", "05/03/1980", "nam", "0912 345 678", "Xã Tân Cương", "Xóm 1", ""],
        ["Đỗ Thị Dung", "1980", "", "", "Xã Tân Cương", "", ""],
    ]


def test_nothing_that_was_typed_is_ever_a_formula(officer, commune):
    make_person(commune)
    Learner.objects.update(hamlet="=HYPERLINK(1)")
    for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
        assert read(officer.get(ADDRESS, {"dang": form}))[1][5] == "'=HYPERLINK(1)"


def test_every_file_is_written_down(officer, people):
    for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
        read(officer.get(ADDRESS, {"dang": form}))
    entries = AuditEntry.objects.filter(action="people.export").values_list("data", flat=True)
    assert list(entries) == [{"rows": 2, "searched": False}] * 2


def test_the_page_before_keeps_what_was_asked(officer, people):
    links = [
        a["href"] for a in page_of(officer.get(ADDRESS, {"tim": "an"})).select("main a.button")
    ]
    assert links == ["?tim=an&dang=xlsx", "?tim=an&dang=csv"]
