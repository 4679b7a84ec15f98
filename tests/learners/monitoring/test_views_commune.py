"""One commune for an officer."""

import pytest

from lms.core.roles import Role
from tests.learners.monitoring.screens import page_of, table_of, words


def numbers_of(response) -> list[str]:
    """The four, which stand first."""
    return [words(value) for value in page_of(response).select_one("dl.stat-row").select("dd")]


@pytest.mark.usefixtures("counted")
def test_a_commune_shows_what_the_province_shows_of_it(province_officer):
    rows = table_of(province_officer.get("/theo-doi/"))
    row = next(row for row in rows if row[0] == "05488")
    response = province_officer.get("/theo-doi/xa/05488/")
    assert numbers_of(response) == row[2:6]
    facts = page_of(response).select_one("dl.stat-row ~ dl.facts")
    target, share, pace = (words(value) for value in facts.select("dd"))
    assert [target, share, pace] == [row[6], row[7], f"{row[8]} người mỗi tuần"]


@pytest.mark.usefixtures("counted")
def test_the_way_to_the_people_opens_only_for_those_whose_commune_it_is(signed_in, areas):
    own = signed_in(Role.COMMUNE_OFFICER, areas["05488"])
    other = signed_in(Role.COMMUNE_OFFICER, areas["01906"])
    link = 'a[href="/theo-doi/so/?xa=05488"]'
    found = [
        len(page_of(browser.get("/theo-doi/xa/05488/")).select(link)) for browser in (own, other)
    ]
    assert found == [1, 0]


@pytest.mark.usefixtures("counted")
def test_the_trend_is_in_a_table_too(province_officer, today):
    page = page_of(province_officer.get("/theo-doi/xa/05488/"))
    lines = page.select(".chart tbody tr")
    rows = [[words(cell) for cell in line.find_all(["th", "td"])] for line in lines]
    assert [row[1] for row in rows] == ["3", "3"]
    assert rows[-1][0] == f"{today:%d/%m/%Y}"


def test_a_province_that_was_never_counted_has_a_page_for_each_commune(province_officer):
    response = province_officer.get("/theo-doi/xa/05503/")
    assert words(page_of(response).select_one(".as-of")) == "Chưa có số liệu"
    assert numbers_of(response) == ["0"] * 4


@pytest.mark.parametrize("code", ["19", "99999", "x", "05503 ", "%00", "%F0%9F%98%80", "5503"])
def test_what_is_no_commune_is_not_found(province_officer, code):
    assert province_officer.get(f"/theo-doi/xa/{code}/").status_code == 404
    assert province_officer.get(f"/theo-doi/xa/{code}/nguoi-hoc/").status_code == 404
