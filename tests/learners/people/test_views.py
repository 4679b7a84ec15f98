"""The page on which a person comes onto the register."""

import re
from html import unescape

import pytest
from django.test import Client

from learners.people.models import Consent, Learner
from tests.core.door import errors, heading

pytestmark = pytest.mark.django_db

ADDRESS = "/hoc/ghi-ten/"
LAN = {
    "full_name": "Nguyễn Thị Lan",
    "birth_year": "1975",
    "commune": "Xã Tân Cương (Thành phố Thái Nguyên, Thái Nguyên)",
    "consent_study": "on",
}


@pytest.fixture
def browser(client, areas, make_user) -> Client:
    """Somebody who has just come in for the first time."""
    client.force_login(make_user(phone="+84912345678"))
    return client


def inputs(page: str) -> dict[str, str]:
    """Every field of the form: its name, and the tag it is written as."""
    return {
        re.search(r'name="([^"]*)"', tag)[1]: tag
        for tag in re.findall(r"<input[^>]*>", page)
        if 'name="' in tag
    }


def value(tag: str) -> str | None:
    """What a field shows."""
    found = re.search(r' value="([^"]*)"', tag)
    return unescape(found[1]) if found else None


class TestThePage:
    def test_it_asks_four_things_and_ticks_nothing_beforehand(self, browser):
        fields = inputs(browser.get(ADDRESS).content.decode())
        assert [n for n in fields if n not in ("csrfmiddlewaretoken", "next")] == [
            "full_name",
            "birth_year",
            "commune",
            "consent_study",
            "consent_contact",
        ]
        assert [name for name, tag in fields.items() if "checked" in tag] == []

    def test_it_never_asks_for_an_identity_number(self, browser):
        page = browser.get(ADDRESS).content.decode()
        assert page.count("Chúng tôi không hỏi số căn cước.") == 1

    def test_a_visitor_is_led_to_the_door_and_back(self, client):
        assert client.get(ADDRESS)["Location"] == "/tai-khoan/vao/?next=/hoc/ghi-ten/"

    def test_somebody_on_the_register_is_not_asked_again(self, client, learner):
        client.force_login(learner.user)
        assert client.get(f"{ADDRESS}?next=/hoc/giay/")["Location"] == "/hoc/giay/"


class TestSigningOn:
    def test_one_comes_onto_the_register_and_on_to_ones_learning(self, browser, commune):
        answer = browser.post(ADDRESS, LAN)
        person = Learner.objects.get()
        assert (answer["Location"], person.full_name, person.commune) == (
            "/hoc/",
            "Nguyễn Thị Lan",
            commune,
        )
        assert heading(browser.get("/hoc/")) == "Chào bạn Nguyễn Thị Lan"

    def test_a_double_tap_writes_one_person(self, browser):
        answers = [browser.post(ADDRESS, LAN)["Location"] for _ in range(2)]
        assert (answers, Learner.objects.count(), Consent.objects.count()) == (
            ["/hoc/", "/hoc/"],
            1,
            1,
        )

    def test_what_nobody_asked_for_is_ignored(self, browser):
        browser.post(ADDRESS, {**LAN, "is_staff": "on", "source": "demo", "user": "1", "id": "7"})
        person = Learner.objects.get()
        assert (person.source, person.user.is_staff, person.user.is_superuser) == (
            "sign_up",
            False,
            False,
        )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"full_name": "Lan 9"}, "Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 9"),
            ({"birth_year": "2020"}, None),
            (
                {"commune": "<b>Hà Nội</b>"},
                "Không có xã, phường nào tên như vậy. Hãy chọn trong danh sách.",
            ),
        ],
    )
    def test_what_was_typed_stays_on_the_screen(self, browser, wrong, sentence):
        typed = {**LAN, "consent_contact": "on", "next": "/hoc/giay/", **wrong}
        answer = browser.post(ADDRESS, typed)
        fields = inputs(answer.content.decode())
        texts = ["full_name", "birth_year", "commune", "next"]
        assert [value(fields[name]) for name in texts] == [typed[name] for name in texts]
        ticked = [name for name, tag in fields.items() if "checked" in tag]
        assert ticked == ["consent_study", "consent_contact"]
        assert errors(answer) == [
            sentence
            or "Chương trình dành cho người từ 15 tuổi. "
            "Bạn vẫn học được các bài mà không cần ghi tên."
        ]
        assert Learner.objects.count() == 0

    def test_without_the_first_consent_nothing_is_written(self, browser):
        answer = browser.post(ADDRESS, {**LAN, "consent_study": ""})
        assert (answer.status_code, Learner.objects.count(), Consent.objects.count()) == (200, 0, 0)

    def test_what_a_page_shows_of_a_person_is_text(self, browser):
        page = browser.post(ADDRESS, {**LAN, "full_name": "<script>alert(1)</script>"})
        assert page.content.decode().count("<script>alert") == 0


class TestWhereOneGoesNext:
    @pytest.mark.parametrize("target", ["/hoc/giay/", "/hoc/khoa/7/bai-cuoi-khoa/", "/?a=1"])
    def test_one_goes_on_to_where_one_was_going(self, browser, target):
        assert browser.post(ADDRESS, {**LAN, "next": target})["Location"] == target

    def test_the_address_keeps_where_one_was_going(self, browser):
        page = browser.get(f"{ADDRESS}?next=/hoc/giay/").content.decode()
        assert value(inputs(page)["next"]) == "/hoc/giay/"

    @pytest.mark.parametrize(
        "target",
        [
            "",
            "https://evil.example/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "http:///evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://testserver@evil.example/",
            "foo",
            "account_logout",
            "study:mine",
        ],
    )
    def test_nobody_is_led_elsewhere(self, browser, target):
        landed = [
            browser.post(ADDRESS, {**LAN, "next": target})["Location"],
            browser.get(ADDRESS, {"next": target})["Location"],
        ]
        assert landed == ["/hoc/", "/hoc/"]


class TestTheListOfCommunes:
    def options(self, client, typed: str) -> list[str]:
        page = client.get("/hoc/xa-phuong/", {"commune": typed}).content.decode()
        return [unescape(found) for found in re.findall(r"<li[^>]*>(.*?)</li>", page)]

    def test_it_answers_with_and_without_marks(self, client, areas):
        label = "Xã Tân Cương (Thành phố Thái Nguyên, Thái Nguyên)"
        asked = [self.options(client, typed) for typed in ("Tân Cương", "tan cuong", "TAN CUONG")]
        assert asked == [[label]] * 3

    def test_it_offers_eight_at_most(self, client, areas):
        assert (len(self.options(client, "")), len(self.options(client, "a"))) == (8, 8)

    def test_what_fits_nothing_offers_nothing(self, client, areas):
        assert self.options(client, "<script>" * 100) == []

    def test_it_is_the_same_for_everyone_and_may_be_kept(self, client, areas):
        answer = client.get("/hoc/xa-phuong/", {"commune": "tan"})
        assert (answer["Cache-Control"], dict(answer.cookies)) == ("public, max-age=3600", {})

    def test_it_costs_one_query(self, client, areas, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get("/hoc/xa-phuong/", {"commune": "tan"})
