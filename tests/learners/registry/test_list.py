"""The register as a list: whom one sees, how they are found, and that every look is written."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learners.people.consents import give
from learners.people.listing import PAGE_SIZE
from learners.people.models import Learner
from lms.core.models import AuditEntry, Organisation
from lms.core.roles import Role
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.registry.screens import names_of, page_of, table_of, words

ADDRESS = "/theo-doi/so/"


def looks() -> list[tuple[str, dict]]:
    entries = AuditEntry.objects.filter(action="people.look").order_by("id")
    return list(entries.values_list("target", "data"))


@pytest.fixture
def people(areas, department) -> dict[str, Learner]:
    """One in each commune, and two of other communes who work in the department."""
    unit = Organisation.objects.get(parent=department)
    found = {
        "here": make_person(areas["05503"], name="Ma Văn An"),
        "there": make_person(areas["01906"], name="Nông Thị Bé"),
        "head": make_person(areas["05488"], name="Trần Thị Cúc"),
        "unit": make_person(areas["05488"], name="Vũ Văn Dần"),
    }
    Learner.objects.filter(pk=found["head"].pk).update(organisation=department)
    Learner.objects.filter(pk=found["unit"].pk).update(organisation=unit)
    return found


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", ["Ma Văn An"]),
        ("other_officer", ["Nông Thị Bé"]),
        ("agency_officer", ["Trần Thị Cúc", "Vũ Văn Dần"]),
        ("province_officer", ["Ma Văn An", "Nông Thị Bé", "Trần Thị Cúc", "Vũ Văn Dần"]),
        ("auditor", ["Ma Văn An", "Nông Thị Bé", "Trần Thị Cúc", "Vũ Văn Dần"]),
    ],
)
def test_everyone_sees_the_people_of_their_place_or_agency(people, request, who, seen):
    assert names_of(request.getfixturevalue(who).get(ADDRESS)) == seen


def test_an_officer_of_two_communes_sees_both(people, make_user, areas, client):
    from lms.core.services import grant_role

    user = make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"])
    grant_role(user=user, role=Role.COMMUNE_OFFICER, area=areas["01906"], actor=None)
    client.force_login(user)
    assert names_of(client.get(ADDRESS)) == ["Ma Văn An", "Nông Thị Bé"]
    assert names_of(client.get(ADDRESS, {"xa": "01906"})) == ["Nông Thị Bé"]


def test_another_commune_is_not_found(officer, people):
    assert officer.get(ADDRESS, {"xa": "01906"}).status_code == 404
    assert officer.get(ADDRESS, {"xa": "\x00"}).status_code == 404


def test_who_was_merged_or_erased_stands_there_no_more(officer, commune):
    kept = make_person(commune, name="Ma Văn An")
    merged = make_person(commune, name="Ma Van An")
    Learner.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert names_of(officer.get(ADDRESS)) == ["Ma Văn An"]


def test_a_row_says_what_somebody_did_and_hides_their_number(
    officer, commune, course, django_user_model
):
    person = make_person(commune, name="Hoàng Thị Páo", birth_year=1971, phone="+84912345678")
    from django.utils import timezone

    today = timezone.localdate()
    enrol_on(today, person, course, finished=today)
    assess_on(today, person)
    make_person(commune, name="Ma Văn An")
    response = officer.get(ADDRESS)
    done = f"1 khóa, xong 1; thành thạo {today:%d/%m/%Y}"
    assert table_of(response) == [
        ["Ma Văn An", "1980", "Xã Tân Cương", "không có", "chưa vào khóa nào"],
        ["Hoàng Thị Páo", "1971", "Xã Tân Cương", "0912 ••• 678", done],
    ]
    for number in ("912345678", "345"):
        assert number not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_whoever_agreed_may_be_called(officer, commune, make_user):
    person = make_person(commune, phone="+84912345678")
    give(learner=person, purpose="contact", actor=make_user())
    link = page_of(officer.get(ADDRESS)).select_one("a[href^='tel:']")
    assert (link["href"], words(link)) == ("tel:+84912345678", "0912 345 678")


FOUND = [
    ("dung", ["Đỗ Thị Dung", "Trần Văn Dũng"]),
    ("Dũng", ["Trần Văn Dũng", "Đỗ Thị Dung"]),
    ("DŨNG", ["Trần Văn Dũng", "Đỗ Thị Dung"]),
    ("do thi dung", ["Đỗ Thị Dung"]),
    ("tran dung", ["Trần Văn Dũng"]),
    ("ĐỖ THỊ", ["Đỗ Thị Dung"]),
    ("  trần   văn ", ["Trần Văn Dũng"]),
    ("thi", ["Đỗ Thị Dung"]),
    ("du", ["Đỗ Thị Dung", "Trần Văn Dũng"]),
    ("ung", []),
    ("zzz", []),
    ("dung do", ["Đỗ Thị Dung"]),
    ("%", ["Đỗ Thị Dung", "Trần Văn Dũng"]),
    ("\x00", ["Đỗ Thị Dung", "Trần Văn Dũng"]),
    ("_", []),
    ("a" * 5000, []),
    ("0912345678", ["Đỗ Thị Dung"]),
    ("0912.345.678", ["Đỗ Thị Dung"]),
    ("+84 912 345 678", ["Đỗ Thị Dung"]),
    ("5678", ["Đỗ Thị Dung"]),
    ("45678", ["Đỗ Thị Dung"]),
    ("1234", []),
    ("321", ["Trần Văn Dũng"]),
    ("678", []),
    ("12", ["Đỗ Thị Dung", "Trần Văn Dũng"]),
]


@pytest.mark.parametrize(("typed", "found"), FOUND)
def test_one_box_finds_by_name_phone_and_last_digits(officer, commune, typed, found):
    make_person(commune, name="Đỗ Thị Dung", phone="+84912345678")
    person = make_person(commune, name="Trần Văn Dũng")
    Learner.objects.filter(pk=person.pk).update(id_hash="x", id_last3="321", id_seen="paper")
    response = officer.get(ADDRESS, {"tim": typed})
    assert (response.status_code, names_of(response)) == (200, found)


def test_a_whole_personal_id_is_found_by_its_hash(officer, commune, make_user):
    from learners.people.changes import identify

    person = make_person(commune, name="Ma Thị Ước", birth_year=1980)
    make_person(commune)
    number = "019180001234"
    officer_user = make_user(role=Role.COMMUNE_OFFICER, area=commune)
    identify(learner=person, number=number, seen="paper", actor=officer_user)
    assert names_of(officer.get(ADDRESS, {"tim": "019 180 001 234"})) == ["Ma Thị Ước"]


def test_when_nobody_is_called_so_the_word_is_looked_for_anywhere(officer, commune):
    for name in ("Lan Văn Hoa", "Trần Lan Anh", "Ma Thị Mai"):
        make_person(commune, name=name)
    response = officer.get(ADDRESS, {"tim": "lan"})
    assert sorted(names_of(response)) == ["Lan Văn Hoa", "Trần Lan Anh"]
    assert "ở bất cứ chỗ nào" in words(page_of(response).caption)


def test_somebody_called_so_comes_alone_until_the_search_is_widened(officer, commune):
    for name in ("Trần Thị Lan", "Trần Lan Anh"):
        make_person(commune, name=name)
    response = officer.get(ADDRESS, {"tim": "lan"})
    assert names_of(response) == ["Trần Thị Lan"]
    wider = page_of(response).find("a", string=lambda s: s and s.startswith("Tìm rộng hơn"))
    assert names_of(officer.get(ADDRESS + wider["href"])) == ["Trần Thị Lan", "Trần Lan Anh"]


def test_every_look_is_written_down_without_what_was_typed(officer, commune):
    make_person(commune, name="Đỗ Thị Dung")
    officer.get(ADDRESS)
    officer.get(ADDRESS, {"tim": "dung"})
    assert looks() == [
        ("register", {"rows": 1, "searched": False}),
        ("register", {"rows": 1, "searched": True}),
    ]


def test_a_list_costs_the_same_with_one_row_and_with_three(officer, commune, course):
    from django.utils import timezone

    costs = []
    for rows in (1, 3):
        while Learner.objects.count() < rows:
            person = make_person(commune)
            enrol_on(timezone.localdate(), person, course)
        officer.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert len(names_of(officer.get(ADDRESS))) == rows
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_the_next_page_goes_on_where_this_one_ends_and_keeps_the_search(officer, commune):
    for number in range(PAGE_SIZE + 3):
        make_person(commune, name=f"Lý Thị {'A' * (number % 7 + 1)}")
    first = officer.get(ADDRESS, {"tim": "ly thi", "nguon": "demo"})
    link = page_of(first).select_one("a[rel=next]")["href"]
    asked = parse_qs(urlsplit(link).query)
    assert (asked["tim"], asked["nguon"]) == (["ly thi"], ["demo"])
    second = officer.get(ADDRESS + link)
    assert (len(names_of(first)), len(names_of(second))) == (PAGE_SIZE, 3)
    assert set(names_of(first)) & set(names_of(second)) <= {"Lý Thị AAAA", "Lý Thị AAAAAAA"}
    assert page_of(second).select_one("a[rel=next]") is None


@pytest.mark.parametrize(
    "key", [".", "x", "1.", "0..1", "2.a.1", "0.a.b", "\x00.5", "0.a." + "9" * 400, "0.ạ.٣"]
)
def test_a_page_key_nobody_made_is_no_error(officer, commune, key):
    make_person(commune)
    for asked in ({"sau": key}, {"sau": key, "tim": "binh"}):
        assert officer.get(ADDRESS, asked).status_code == 200


def test_the_old_address_of_a_commune_leads_here(officer, other_officer, areas):
    old = "/theo-doi/xa/05503/nguoi-hoc/"
    assert officer.get(old).headers["Location"] == "/theo-doi/so/?xa=05503"
    assert other_officer.get(old).status_code == 404


def test_filters_of_organisation_and_source_stay_inside_the_scope(officer, people, department):
    Learner.objects.filter(pk=people["here"].pk).update(organisation=department)
    assert names_of(officer.get(ADDRESS, {"coquan": department.pk})) == ["Ma Văn An"]
    assert names_of(officer.get(ADDRESS, {"nguon": "import"})) == []
    assert officer.get(ADDRESS, {"coquan": "9" * 30}).status_code == 404
