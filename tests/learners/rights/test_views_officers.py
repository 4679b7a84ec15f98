"""The officer's side: the list on its clocks, a request from end to end, consents on paper."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learners.people import consents
from learners.people.models import Learner
from learners.rights.models import DataRequest
from lms.core.models import Approval, AuditEntry
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db

LIST = "/theo-doi/yeu-cau/"


@pytest.fixture
def browser(officer, browser_of):
    """The officer's of Tân Cương."""
    return browser_of(officer)


def text(answer) -> str:
    """The words of a page."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page_of(asked: DataRequest) -> str:
    return f"{LIST}{asked.pk}/"


class TestTheList:
    def test_overdue_ones_are_counted_and_stand_on_top(self, browser, ask, officer, learner):
        ask("delete")
        ask("copy", actor=officer, received_on=timezone.localdate() - timedelta(days=40))
        page = text(browser.get(LIST))
        assert page.count("1 yêu cầu đã quá hạn.") == 1
        assert page.index("quá hạn 2") < page.index("xóa dữ liệu", page.index("Người yêu cầu"))

    def test_it_costs_the_same_with_one_row_and_with_three(self, browser, officer, commune, ask):
        def rows(many: int) -> int:
            for n in range(many):
                ask("copy", about=make_person(commune, name=f"Ma Văn {'ABC'[n]}"), actor=officer)
            with CaptureQueriesContext(connection) as counted:
                assert browser.get(LIST).status_code == 200
            return len(counted)

        browser.get(LIST)
        assert rows(1) == rows(3)

    def test_with_nothing_to_do_it_says_so(self, browser):
        assert text(browser.get(LIST)).count("Không có yêu cầu nào đang chờ.") == 1
        assert text(browser.get(f"{LIST}?xem=xong")).count("Chưa có yêu cầu nào kết thúc.") == 1

    def test_each_look_is_written_down(self, browser, ask):
        asked = ask()
        browser.get(LIST)
        browser.get(page_of(asked))
        seen = AuditEntry.objects.filter(action__startswith="rights.look").order_by("pk")
        assert [(e.action, e.target) for e in seen] == [
            ("rights.look_list", "requests"),
            ("rights.look", f"learners.learner:{asked.learner_id}"),
        ]


class TestARequest:
    def test_from_the_reply_to_the_end(self, browser, ask):
        asked = ask("copy")
        for said in (
            {"act": "reply", "answer": "Đã nhận, thứ Sáu đưa bản sao."},
            {"act": "extend", "days": "5", "reason": "Hồ sơ ở kho"},
            {"act": "finish", "answer": "Đã đưa bản sao tận tay."},
        ):
            assert browser.post(page_of(asked), said)["Location"] == page_of(asked)
        asked.refresh_from_db()
        assert (asked.state, asked.extension_reason, asked.answer) == (
            "done",
            "Hồ sơ ở kho",
            "Đã đưa bản sao tận tay.",
        )

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"act": "reply", "answer": ""}, "Hãy ghi câu trả lời cho người yêu cầu."),
            ({"act": "extend", "days": "99", "reason": "x"}, "Chỉ gia hạn được từ 1 đến 10 ngày."),
            ({"act": "extend", "days": "²", "reason": "x"}, "Chỉ gia hạn được từ 1 đến 10 ngày."),
            ({"act": "refuse", "reason": ""}, "Hãy ghi lý do từ chối, theo điều nào của luật."),
            ({"act": "xyz"}, "Hãy chọn một việc để làm."),
            ({}, "Hãy chọn một việc để làm."),
        ],
    )
    def test_what_cannot_be_is_said_in_words(self, browser, ask, said, sentence):
        asked = ask("copy")
        answer = browser.post(page_of(asked), said)
        assert (answer.status_code, text(answer).count(sentence)) == (422, 1)

    def test_withdrawing_takes_back_what_is_ticked(self, browser, ask, learner):
        asked = ask("withdraw")
        browser.post(page_of(asked), {"act": "finish", "purpose": "study", "answer": "Đã ghi."})
        assert consents.standing_purposes(learner=learner) == set()

    def test_erasing_asks_a_second_person_and_says_that_it_waits(self, browser, ask, learner):
        asked = ask("delete")
        browser.post(page_of(asked), {"act": "erase", "reason": "Đã xem giấy tờ"})
        learner.refresh_from_db()
        assert (Approval.objects.get().act, learner.erased_at) == ("rights.erase", None)
        assert text(browser.get(page_of(asked))).count("Đang chờ người thứ hai đồng ý") == 1

    def test_the_second_person_agrees_on_the_screen_and_it_is_erased(
        self, browser, ask, learner, second, browser_of
    ):
        browser.post(page_of(ask("delete")), {"act": "erase", "reason": "Đã xem giấy tờ"})
        approval = Approval.objects.get()
        browser_of(second).post(f"/theo-doi/dong-y/{approval.pk}/", {"action": "agree"})
        learner.refresh_from_db()
        assert learner.erased_at is not None
        assert text(browser.get(f"{LIST}?xem=xong")).count("(đã xóa)") == 1

    def test_an_auditor_sees_and_changes_nothing(self, ask, make_user, browser_of):
        asked, auditor = ask(), browser_of(make_user(role=Role.AUDITOR))
        page = auditor.get(page_of(asked))
        assert (page.status_code, page.content.decode().count("<form")) == (200, 0)
        assert auditor.post(page_of(asked), {"act": "reply", "answer": "x"}).status_code == 403

    def test_other_communes_people_are_not_known(self, ask, make_user, areas, browser_of):
        asked = ask()
        stranger = browser_of(make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]))
        answers = [stranger.get(page_of(asked)), stranger.post(page_of(asked), {"act": "refuse"})]
        assert [answer.status_code for answer in answers] == [404, 404]


class TestTheCopyAtTheCounter:
    def test_it_is_given_for_a_request_to_see_and_written_down(self, browser, ask, officer):
        asked = ask("copy")
        answer = browser.post(f"{page_of(asked)}ban-sao/")
        assert answer["Content-Disposition"] == (
            f'attachment; filename="du-lieu-yeu-cau-{asked.pk}.zip"'
        )
        assert AuditEntry.objects.get(action="rights.hand_copy").actor == officer

    def test_for_no_other_request(self, browser, ask):
        assert browser.post(f"{page_of(ask('delete'))}ban-sao/").status_code == 404


class TestAtTheCounter:
    def test_a_request_is_taken_in_with_the_day_of_the_paper(self, browser, learner, officer):
        day = timezone.localdate() - timedelta(days=1)
        said = {"kind": "delete", "received_on": f"{day:%d/%m/%Y}", "words": "Đơn viết tay"}
        answer = browser.post(f"/theo-doi/so/{learner.pk}/yeu-cau/", said)
        asked = DataRequest.objects.get()
        assert (answer["Location"], asked.taken_by, asked.words) == (
            page_of(asked),
            officer,
            "Đơn viết tay",
        )

    @pytest.mark.parametrize("day", ["", "32/13/2026", "31/12/2099"])
    def test_a_day_that_cannot_be_is_said_in_words(self, browser, learner, day):
        said = {"kind": "copy", "received_on": day, "words": ""}
        answer = browser.post(f"/theo-doi/so/{learner.pk}/yeu-cau/", said)
        assert (answer.status_code, DataRequest.objects.count()) == (422, 0)

    def test_a_yes_on_paper_is_written_down_with_its_place(self, browser, commune, officer):
        person = make_person(commune)
        address = f"/theo-doi/so/{person.pk}/dong-y/"
        browser.post(address, {"purpose": "contact", "paper": "tờ 12, cặp lớp 3"})
        consent = person.consents.get()
        assert (consent.method, consent.paper, consent.taken_by) == (
            "paper",
            "tờ 12, cặp lớp 3",
            officer,
        )
        browser.post(address, {"withdraw": "contact"})
        consent.refresh_from_db()
        assert consent.withdrawn_by == officer

    def test_where_the_sheet_lies_must_be_said(self, browser, commune):
        person = make_person(commune)
        answer = browser.post(
            f"/theo-doi/so/{person.pk}/dong-y/", {"purpose": "study", "paper": ""}
        )
        assert (answer.status_code, person.consents.count()) == (422, 0)

    def test_of_a_child_the_guardian_signs_too(self, browser, commune):
        child = make_person(commune, birth_year=timezone.localdate().year - 15)
        address = f"/theo-doi/so/{child.pk}/dong-y/"
        said = {"purpose": "study", "paper": "tờ 1"}
        first = browser.post(address, said)
        browser.post(address, said | {"guardian_name": "Lê Thị Mai"})
        assert (first.status_code, child.consents.get().guardian_name) == (422, "Lê Thị Mai")

    def test_who_was_erased_or_merged_is_not_found(self, browser, commune, learner):
        gone = make_person(commune)
        Learner.objects.filter(pk=gone.pk).update(merged_into=learner)
        for part in ("yeu-cau", "dong-y", "phieu"):
            assert browser.get(f"/theo-doi/so/{gone.pk}/{part}/").status_code == 404
