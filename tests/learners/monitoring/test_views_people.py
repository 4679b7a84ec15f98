"""The people of a commune: for those whose commune it is, page by page, every look written down."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.people.models import Learner
from learners.study.selectors import PAGE_SIZE, people_of_commune
from lms.core.models import AuditEntry, User
from lms.core.roles import Role
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.monitoring.screens import page_of, words

ADDRESS = "/theo-doi/xa/05503/nguoi-hoc/"


@pytest.fixture
def officer(signed_in, commune):
    return signed_in(Role.COMMUNE_OFFICER, commune)


def names_of(response) -> list[str]:
    return [words(row.th) for row in page_of(response).select("tbody tr")]


def looks() -> list[tuple[int, str, dict]]:
    entries = AuditEntry.objects.filter(action="people.look").order_by("id")
    return list(entries.values_list("actor", "target", "data"))


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.COMMUNE_OFFICER, "05503", 200),
        (Role.COMMUNE_OFFICER, "01906", 404),
        (Role.PROVINCE_OFFICER, "19", 200),
        (Role.AUDITOR, "19", 200),
        (Role.AUDITOR, "05503", 404),
        (Role.AUTHOR, "19", 403),
        (None, None, 403),
    ],
)
def test_who_may_look(signed_in, areas, role, place, status):
    make_person(areas["05503"])
    browser = signed_in(role, areas.get(place))
    assert browser.get(ADDRESS).status_code == status
    assert len(looks()) == (status == 200)


def test_a_visitor_is_led_to_the_door_and_back(client, areas):
    assert client.get(ADDRESS).headers["Location"] == f"/tai-khoan/vao/?next={ADDRESS}"


def test_a_citizen_of_the_commune_may_not_look_either(client, learner):
    client.force_login(learner.user)
    assert client.get(ADDRESS).status_code == 403


def test_a_row_says_what_somebody_did_and_hides_their_number(officer, commune, course, today):
    person = make_person(commune, name="Hoàng Thị Páo", birth_year=1971, phone="+84912345678")
    enrol_on(today, person, course, finished=today)
    assess_on(today, person)
    make_person(commune, name="Ma Văn An")
    response = officer.get(ADDRESS)
    rows = [
        [words(c) for c in row.find_all(["th", "td"])]
        for row in page_of(response).select("tbody tr")
    ]
    assert rows == [
        ["Ma Văn An", "1980", "không có", "0", "0", "chưa"],
        ["Hoàng Thị Páo", "1971", "0912 ••• 678", "1", "1", f"{today:%d/%m/%Y}"],
    ]
    for number in ("912345678", "345"):
        assert number not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_only_people_of_the_commune_stand_there(officer, areas):
    make_person(areas["01906"], name="Người Nơi Khác")
    make_person(areas["05503"], name="Người Ở Đây")
    assert names_of(officer.get(ADDRESS)) == ["Người Ở Đây"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dung", ["Trần Văn Dũng", "Đỗ Thị Dung"]),
        ("ĐỖ THỊ", ["Đỗ Thị Dung"]),
        ("do thi", ["Đỗ Thị Dung"]),
        ("  trần   văn ", ["Trần Văn Dũng"]),
        ("zzz", []),
        ("%", ["Trần Văn Dũng", "Đỗ Thị Dung"]),
        ("\x00", ["Trần Văn Dũng", "Đỗ Thị Dung"]),
        ("a" * 5000, []),
    ],
)
def test_a_name_is_found_without_its_marks(officer, commune, typed, found):
    for name in ("Đỗ Thị Dung", "Trần Văn Dũng"):
        make_person(commune, name=name)
    response = officer.get(ADDRESS, {"tim": typed})
    assert response.status_code == 200
    assert sorted(names_of(response)) == found


def test_every_look_is_written_down_without_a_name(officer, commune):
    make_person(commune, name="Đỗ Thị Dung")
    officer.get(ADDRESS)
    officer.get(ADDRESS, {"tim": "dung"})
    officer.get(ADDRESS, {"tim": "không có ai"})
    actor = int(officer.session["_auth_user_id"])
    target = "core.area:05503"
    assert looks() == [(actor, target, {"rows": n}) for n in (1, 1, 0)]


def test_a_list_costs_the_same_with_one_row_and_with_three(officer, commune, course, today):
    costs = []
    for rows in (1, 3):
        while Learner.objects.count() < rows:
            person = make_person(commune)
            enrol_on(today, person, course)
            assess_on(today, person)
        officer.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert len(names_of(officer.get(ADDRESS))) == rows
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_next_page_goes_on_where_this_one_ends_and_keeps_the_search(officer, commune):
    for number in range(PAGE_SIZE + 3):
        make_person(commune, name=f"Lý Thị {'A' * (number % 7 + 1)}")
    first = officer.get(ADDRESS, {"tim": "ly thi"})
    link = page_of(first).select_one("a[rel=next]")["href"]
    assert parse_qs(urlsplit(link).query)["tim"] == ["ly thi"]
    second = officer.get(ADDRESS + link)
    assert (len(names_of(first)), len(names_of(second))) == (PAGE_SIZE, 3)
    assert page_of(second).select_one("a[rel=next]") is None


@pytest.mark.parametrize(
    "key", [".", "x", "1.", ".1", "a.b", "\x00.5", "a." + "9" * 400, "ạ.٣", "é" * 600]
)
def test_a_page_key_nobody_made_is_no_error(officer, commune, key):
    make_person(commune)
    assert officer.get(ADDRESS, {"sau": key}).status_code == 200


GIVEN = st.sampled_from(["An", "Ánh", "Bình", "Dung", "Dũng", "Đạt", "Lan", "Páo", "Ước", "Yến"])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(GIVEN, max_size=130))
def test_page_by_page_everybody_comes_once_and_in_order(officer, commune, names):
    """However many share a name."""
    people = [
        Learner(full_name=f"Ma {name}", birth_year=1980, commune=commune, source="demo")
        for name in names
    ]
    for person in people:
        person.set_keys()
    Learner.objects.all().delete()
    Learner.objects.bulk_create(people)
    user = User.objects.get(pk=officer.session["_auth_user_id"])
    seen, key, pages = [], "", 0
    while key or not pages:
        page = people_of_commune(commune=commune, user=user, after=key)
        seen, key, pages = [*seen, *page.rows], page.next_key, pages + 1
    expected = Learner.objects.order_by("sort_key", "id")
    assert [person.pk for person in seen] == [person.pk for person in expected]
    assert pages == max(1, -(-len(names) // PAGE_SIZE))
