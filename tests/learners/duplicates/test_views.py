"""The desk as an officer sees it: what waits, why, an answer, the next one, and the way back."""

import pytest
from django.test import Client

from learners.duplicates.models import Merge, Pair
from learners.duplicates.selectors import PAGE_SIZE
from learners.people.models import Learner
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.duplicates.conftest import ask
from tests.screens import page_of, words

DESK, MERGES = "/theo-doi/trung/", "/theo-doi/trung/da-gop/"


def rows_of(response) -> list[list[str]]:
    rows = page_of(response).select("tbody tr")
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in rows]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def browser(officer) -> Client:
    """The officer of Tân Cương at work."""
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def browser_of(make_user):
    """A browser of somebody with another role."""

    def sign_in(role, area=None) -> Client:
        client = Client()
        client.force_login(make_user(role=role, area=area))
        return client

    return sign_in


def answer(browser, pair, decision, query="", **more):
    return browser.post(
        f"{DESK}{pair.pk}/quyet-dinh/{query}", {"decision": decision, **more}, follow=True
    )


class TestDesk:
    def test_what_waits_stands_there_with_the_first_reason(self, browser, pair):
        assert rows_of(browser.get(DESK)) == [
            [
                "Nguyễn Thị Lan, 1975, Xã Tân Cương",
                "Nguyen Thi Lan, 1975, Xã Tân Cương",
                "Cùng năm sinh.",
                "70/100",
            ]
        ]

    def test_the_likeliest_first_and_page_by_page(self, browser, commune, lan):
        others = [make_person(commune, name=f"Lan {n}") for n in range(PAGE_SIZE + 2)]
        for number, other in enumerate(others):
            ask(lan, other, score=60 + number % 30)
        first = browser.get(DESK)
        link = page_of(first).select_one("a[rel=next]")["href"]
        second = browser.get(DESK + link)
        shown = rows_of(first) + rows_of(second)
        assert (len(rows_of(first)), len(rows_of(second))) == (PAGE_SIZE, 2)
        scores = [row[3] for row in shown]
        assert scores == sorted(scores, reverse=True)
        assert len({row[1] for row in shown}) == PAGE_SIZE + 2

    def test_nothing_left_is_said(self, browser):
        assert "Không còn cặp nào chờ xem." in words(page_of(browser.get(DESK)))

    def test_what_was_put_off_has_a_list_of_its_own(self, browser, pair):
        answer(browser, pair, "later")
        assert rows_of(browser.get(DESK)) == []
        assert len(rows_of(browser.get(f"{DESK}?xem=de-sau"))) == 1

    def test_the_province_looks_at_one_commune(self, browser_of, pair, other_commune):
        ask(*(make_person(other_commune, name=name) for name in ("Ma Hoa", "Ma Hòa")))
        province = browser_of(Role.PROVINCE_OFFICER)
        assert len(rows_of(province.get(DESK))) == 2
        assert [row[0] for row in rows_of(province.get(f"{DESK}?xa=01906"))] == [
            "Ma Hoa, 1980, Xã Ba Bể"
        ]

    def test_an_officer_sees_the_pairs_of_the_commune_whole(
        self, browser, browser_of, lan, pair, other_commune
    ):
        """A pair that reaches into another commune is the province's."""
        ask(lan, make_person(other_commune, name="Nguyễn Thị Lan", birth_year=1975))
        elsewhere = browser_of(Role.COMMUNE_OFFICER, other_commune)
        province = browser_of(Role.PROVINCE_OFFICER)
        counts = [len(rows_of(one.get(DESK))) for one in (browser, elsewhere, province)]
        assert counts == [1, 0, 2]

    def test_as_many_queries_for_three_as_for_one(
        self, browser, commune, lan, pair, django_assert_num_queries
    ):
        browser.get(DESK)
        with django_assert_num_queries(QUERIES_OF_THE_DESK):
            browser.get(DESK)
        for name in ("Lan Hai", "Lan Ba"):
            ask(lan, make_person(commune, name=name))
            ask(lan, None, candidate={"full_name": name}, origin=f"test:{name}")
        with django_assert_num_queries(QUERIES_OF_THE_DESK + 1):  # the communes of candidates
            browser.get(DESK)

    def test_every_look_is_written_down(self, browser, pair):
        browser.get(DESK)
        browser.get(f"{DESK}{pair.pk}/")
        looks = AuditEntry.objects.filter(action__startswith="duplicates.").order_by("pk")
        assert list(looks.values_list("action", "target", "data")) == [
            ("duplicates.look", "learners.pair", {"rows": 1}),
            ("duplicates.open", f"learners.pair:{pair.pk}", {}),
        ]


QUERIES_OF_THE_DESK = 4  # account, roles, pairs, the record of the look


class TestPair:
    def test_field_by_field_with_a_word_for_each_difference(self, browser, pair):
        shown = {row[0]: row[1:] for row in rows_of(browser.get(f"{DESK}{pair.pk}/"))}
        assert shown["Họ và tên chỉ khác dấu"] == ["Nguyễn Thị Lan", "Nguyen Thi Lan"]
        assert shown["Ngày sinh giống"] == ["1975", "1975"]
        assert shown["Điện thoại một bên chưa ghi"] == ["chưa ghi", "0912 ••• 678"]

    def test_somebody_of_a_list_beside_a_record(self, browser, lan):
        told = {"full_name": "Ng. T. Lan", "birth_year": 1975, "birth_month": 3, "birth_day": 5}
        pair = ask(lan, None, candidate={**told, "commune_id": "05503"}, origin="test:1")
        response = browser.get(f"{DESK}{pair.pk}/")
        shown = {row[0]: row[1:] for row in rows_of(response)}
        assert shown["Ngày sinh một bên không ghi ngày"] == ["1975", "05/03/1975"]
        assert shown["Xã, phường giống"] == ["Xã Tân Cương", "Xã Tân Cương"]
        assert page_of(response).select("input[name=kept]") == []

    def test_the_fuller_record_is_offered_to_be_kept(self, browser, pair, again):
        page = page_of(browser.get(f"{DESK}{pair.pk}/"))
        assert page.select_one("input[name=kept][checked]")["value"] == str(again.pk)

    def test_the_auditor_looks_and_does_not_decide(self, browser_of, pair):
        auditor = browser_of(Role.AUDITOR)
        page = page_of(auditor.get(f"{DESK}{pair.pk}/"))
        assert (len(page.select(".compare")), len(page.select("main form"))) == (1, 0)
        assert auditor.post(f"{DESK}{pair.pk}/quyet-dinh/", {"decision": "same"}).status_code == 403
        assert fresh(pair).state == "open"

    def test_another_communes_pair_is_not_known(self, browser_of, other_commune, pair):
        stranger = browser_of(Role.COMMUNE_OFFICER, other_commune)
        assert stranger.get(f"{DESK}{pair.pk}/").status_code == 404
        answered = stranger.post(f"{DESK}{pair.pk}/quyet-dinh/", {"decision": "same"})
        assert (answered.status_code, fresh(pair).state) == (404, "open")

    def test_as_many_queries_whatever_hangs_on_them(self, browser, pair, django_assert_num_queries):
        browser.get(f"{DESK}{pair.pk}/")
        with django_assert_num_queries(4):
            browser.get(f"{DESK}{pair.pk}/")


class TestAnswer:
    def test_after_an_answer_the_next_pair_opens(self, browser, pair, commune):
        after = ask(*(make_person(commune, name=name) for name in ("Ma Hoa", "Ma Hòa")), score=61)
        response = answer(browser, pair, "different")
        assert response.redirect_chain[-1][0] == f"{DESK}{after.pk}/"
        assert "Đã ghi: hai người khác nhau." in words(page_of(response))

    def test_after_the_last_one_the_desk_is_empty(self, browser, pair):
        response = answer(browser, pair, "different")
        assert response.redirect_chain[-1][0] == DESK

    def test_one_stays_within_what_one_was_looking_at(self, browser_of, pair, other_commune):
        elsewhere = [make_person(other_commune, name=name) for name in ("Ma Hoa", "Ma Hòa")]
        ask(*elsewhere, score=65)
        province = browser_of(Role.PROVINCE_OFFICER)
        response = answer(province, pair, "later", query="?xa=05503")
        assert response.redirect_chain[-1][0] == f"{DESK}?xa=05503"

    def test_the_same_person_becomes_the_record_that_was_chosen(self, browser, pair, lan, again):
        answer(browser, pair, "same", kept=lan.pk)
        assert fresh(again).merged_into == lan

    def test_a_question_that_a_merge_answered_is_skipped(self, browser, pair, again, commune):
        third = make_person(commune, name="Lan")
        ask(again, third, score=65)
        answer(browser, pair, "same", kept=pair.left_id)
        following = Pair.objects.undecided().get()
        assert (following.left_id, following.right_id) == (pair.left_id, third.pk)

    def test_whoever_comes_second_is_told(self, browser, browser_of, pair):
        answer(browser_of(Role.PROVINCE_OFFICER), pair, "different")
        response = answer(browser, pair, "same", kept=pair.left_id)
        alert = page_of(response).select_one("[role=alert]")
        assert "đã có người quyết định" in words(alert)
        assert Merge.objects.count() == 0

    @pytest.mark.parametrize("form", [{}, {"decision": "x"}, {"decision": "same", "kept": "x"}])
    def test_what_is_no_answer_changes_nothing(self, browser, pair, form):
        response = browser.post(f"{DESK}{pair.pk}/quyet-dinh/", form)
        assert response.headers["Location"] == f"{DESK}{pair.pk}/"
        assert fresh(pair).state == "open"

    def test_a_decided_pair_shows_what_was_decided_and_asks_no_more(self, browser, pair):
        answer(browser, pair, "different")
        page = page_of(browser.get(f"{DESK}{pair.pk}/"))
        assert "Đã quyết định: hai người khác nhau" in words(page)
        assert page.select("main form") == []


class TestMerges:
    @pytest.fixture
    def merged(self, browser, pair, lan) -> Merge:
        answer(browser, pair, "same", kept=lan.pk)
        return Merge.objects.get()

    def test_it_is_listed_and_taken_back(self, browser, merged, again):
        assert rows_of(browser.get(MERGES))[0][:2] == [
            "Nguyễn Thị Lan, 1975, Xã Tân Cương",
            "Nguyen Thi Lan, 1975, Xã Tân Cương",
        ]
        browser.get(f"{MERGES}{merged.pk}/tach/")
        response = browser.post(f"{MERGES}{merged.pk}/tach/", follow=True)
        assert "Đã tách lại hai hồ sơ" in words(page_of(response))
        assert fresh(again).merged_into is None
        assert rows_of(response)[0][4].startswith("đã tách lại")

    def test_a_refusal_is_told_in_words(self, browser, merged, commune, officer, lan):
        Merge.objects.create(kept=lan, merged=make_person(commune), merged_by=officer)
        response = browser.post(f"{MERGES}{merged.pk}/tach/", follow=True)
        alert = page_of(response).select_one("[role=alert]")
        assert "Hãy tách lần gộp sau trước" in words(alert)

    def test_before_it_one_signs_in_again(self, browser, merged, time_machine_later):
        response = browser.post(f"{MERGES}{merged.pk}/tach/")
        assert (response.status_code, fresh(merged).undone_at) == (302, None)
        assert "xac-thuc" in response.headers["Location"]

    @pytest.fixture
    def time_machine_later(self, settings):
        """The last sign-in is too long ago."""
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    def test_only_of_ones_own_commune(self, browser_of, merged, other_commune):
        stranger = browser_of(Role.COMMUNE_OFFICER, other_commune)
        assert rows_of(stranger.get(MERGES)) == []
        assert stranger.get(f"{MERGES}{merged.pk}/tach/").status_code == 404
        assert browser_of(Role.AUDITOR).get(f"{MERGES}{merged.pk}/tach/").status_code == 403

    def test_as_many_queries_for_three_as_for_one(
        self, browser, merged, officer, commune, lan, django_assert_num_queries
    ):
        with django_assert_num_queries(4):
            browser.get(MERGES)
        for name in ("Hai", "Ba"):
            other = make_person(commune, name=name)
            Merge.objects.create(kept=lan, merged=other, merged_by=officer)
        with django_assert_num_queries(4):
            browser.get(MERGES)


def test_the_person_themselves_never_sees_the_desk(learner):
    client = Client()
    client.force_login(learner.user)
    assert client.get(DESK).status_code == 403
    assert Learner.objects.count() == 1
