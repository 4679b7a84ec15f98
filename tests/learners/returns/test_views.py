"""Who sees which return, what the buttons do, and that a refusal keeps what was typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learners.returns import services
from learners.returns.models import Return
from lms.core.models import Area, AuditEntry, Organisation
from lms.core.roles import Role
from tests.learners.returns.conftest import OCTOBER, at, seen
from tests.learners.returns.reading import on_screen
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
FILES = ("return", "pdf")
ACTS = ("count", "sign", "send_back", "accept", "lock", "correct")


def browser(client, user):
    client.force_login(user)
    return client


def post(client, name: str, report: Return | None = None, **data):
    return client.post(reverse(f"returns:{name}", args=[report.pk] if report else []), data)


class TestWhoSees:
    def test_an_officer_of_elsewhere_learns_nothing(self, client, signed, people):
        browser(client, people.stranger)
        for name in (*FILES, "frozen", *ACTS):
            assert client.get(reverse(f"returns:{name}", args=[signed.pk])).status_code == 404
        for name in ("return", *ACTS):
            answer = post(client, name, signed, words="x", reason="x")
            assert answer.status_code == 404
            assert "Tân Cương" not in answer.content.decode()
        assert post(client, "draft", xa=signed.area_id, thang="2026-09").status_code == 404

    @pytest.mark.parametrize("who", ["officer", "colleague", "department", "province", "auditor"])
    def test_the_commune_the_department_and_the_province_look(self, client, signed, people, who):
        browser(client, getattr(people, who))
        for name in FILES:
            answer = client.get(reverse(f"returns:{name}", args=[signed.pk]))
            assert answer.status_code == 200
            b"".join(answer) if answer.streaming else None

    def test_another_agency_sees_none(self, client, signed, make_user, areas):
        other = Organisation.objects.create(name="Sở Y tế", kind="agency", area=areas["19"])
        browser(client, make_user(role=Role.AGENCY_OFFICER, organisation=other))
        assert client.get(reverse("returns:return", args=[signed.pk])).status_code == 404
        page = client.get(reverse("returns:list"))
        assert "không gắn với xã, phường nào" in words(page_of(page).main)

    def test_an_auditor_is_offered_nothing_to_do(self, client, signed, people):
        page = browser(client, people.auditor).get(reverse("returns:return", args=[signed.pk]))
        assert page_of(page).main.find_all("form") == []

    def test_taking_a_file_is_recorded(self, client, signed, people):
        browser(client, people.officer).get(reverse("returns:pdf", args=[signed.pk]))
        entry = AuditEntry.objects.get(action="returns.export")
        assert (entry.actor_id, entry.data) == (people.officer.pk, {"form": "pdf"})


class TestList:
    def test_the_province_sees_all_communes_with_where_each_stands(
        self, client, signed, people, clock
    ):
        clock.move_to(at(2026, 11, 7, 8, 0))
        page = browser(client, people.province).get(reverse("returns:list"))
        rows = {row[0]: row[1:] for row in on_screen(page)}
        assert len(rows) == 92
        assert rows["Xã Tân Cương"][:3] == ["Đã ký gửi", "09:00 03/11/2026", "Đúng hạn"]
        assert rows["Xã Ba Bể"][:3] == ["Chưa lập", "–", "Trễ 2 ngày"]
        shown = [words(value) for value in page_of(page).select(".stat-row dd")]
        assert shown == ["92", "91", "91", "1", "0", "0"]

    @pytest.mark.parametrize(
        ("choice", "many"),
        [("chua-gui", 91), ("cho-kiem-tra", 1), ("cho-khoa", 0), ("tre", 0), ("la", 92)],
    )
    def test_it_can_be_narrowed(self, client, signed, people, choice, many):
        page = browser(client, people.department).get(reverse("returns:list"), {"xem": choice})
        assert len(on_screen(page) if page_of(page).select("table") else []) == many

    def test_an_officer_of_one_commune_sees_its_months(self, client, signed, people):
        page = browser(client, people.officer).get(reverse("returns:list"))
        rows = on_screen(page)
        assert len(rows) == 12
        assert rows[0][:3] == ["Tháng 10 năm 2026", "Đã ký gửi", "09:00 03/11/2026"]

    def test_a_month_that_is_not_asked_for_says_so(self, client, people):
        page = browser(client, people.officer).get(reverse("returns:list"), {"thang": "2024-12"})
        assert "Tháng này chưa phải báo cáo" in words(page_of(page).main)

    def test_one_tap_opens_all(self, client, report, people):
        browser(client, people.province)
        answer = client.post(reverse("returns:draft"), {"thang": "2026-10"}, follow=True)
        assert "Đã mở 91 bản nháp" in words(page_of(answer).main)
        assert Return.objects.count() == 92
        assert "Mở hết nháp" not in words(page_of(answer).main)

    def test_an_officer_opens_theirs_and_lands_on_it(self, client, people, counted):
        browser(client, people.officer)
        answer = post(client, "draft", thang="2026-10", xa="05503")
        assert answer.url == reverse("returns:return", args=[Return.objects.get().pk])

    @pytest.mark.parametrize("asked", ["2027-05", "x", "", "2026-13"])
    def test_a_month_that_is_none_opens_none(self, client, people, counted, asked):
        browser(client, people.officer)
        answer = post(client, "draft", thang=asked, xa="05503")
        assert answer.status_code == 302
        assert not Return.objects.of(OCTOBER).exists()

    def test_no_query_more_for_three_returns_than_for_one(self, client, report, people):
        browser(client, people.province)
        address = reverse("returns:list")

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            return len(found)

        queries()
        one = queries()
        areas = Area.objects.filter(pk__in=["01906", "05488", "05443"])
        assert services.draft(month=OCTOBER, areas=areas, actor=people.province) >= 2
        assert queries() == one


class TestActs:
    def test_from_the_draft_to_the_lock_by_the_buttons_of_the_page(self, client, report, people):
        for who, name, state in (
            (people.officer, "sign", "signed"),
            (people.department, "accept", "accepted"),
            (people.province, "lock", "locked"),
        ):
            browser(client, who)
            page = client.get(reverse("returns:return", args=[report.pk]))
            form = page_of(page).find("form", action=reverse(f"returns:{name}", args=[report.pk]))
            shown = form.find("input", {"name": "da-xem"})["value"]
            answer = post(client, name, report, **{"da-xem": shown})
            assert answer.url == reverse("returns:return", args=[report.pk])
            report.refresh_from_db()
            assert report.state == state

    def test_the_words_are_kept_when_they_are_refused(self, client, report, people):
        browser(client, people.officer)
        long = "dài " * 600
        answer = post(client, "return", report, difficulties=long, proposals="Xin loa")
        assert answer.status_code == 422
        assert "Xin loa" in answer.content.decode()
        report.refresh_from_db()
        assert report.proposals == "Xin thêm máy."
        answer = post(client, "return", report, difficulties="", proposals="Xin loa")
        assert answer.status_code == 302

    def test_sending_back_without_words_says_so_on_the_page(self, client, signed, people):
        browser(client, people.department)
        told = {"da-xem": seen(signed)}
        answer = post(client, "send_back", signed, words="", **told)
        assert answer.status_code == 422
        assert "Hãy ghi cần sửa gì" in answer.content.decode()
        post(client, "send_back", signed, words="Thiếu lớp ngày 12/10.", **told)
        page = browser(client, people.officer).get(reverse("returns:return", args=[signed.pk]))
        assert "Thiếu lớp ngày 12/10." in words(page_of(page).main)

    def test_a_page_that_is_out_of_date_changes_nothing(self, client, report, people):
        browser(client, people.officer)
        answer = post(client, "sign", report, **{"da-xem": "0" * 64})
        assert (answer.status_code, Return.objects.get().state) == (422, "drafted")
        assert "Hãy tải lại trang" in words(page_of(answer).main)

    @pytest.mark.parametrize("name", ["sign", "lock"])
    def test_signing_and_locking_ask_for_a_fresh_sign_in(self, client, report, people, clock, name):
        browser(client, people.officer if name == "sign" else people.province)
        clock.move_to(at(2026, 11, 3, 11, 0))
        answer = post(client, name, report, **{"da-xem": seen(report)})
        assert answer.status_code == 302
        assert answer.url.startswith("/tai-khoan/xac-thuc/")
        assert Return.objects.get().state == "drafted"

    def test_a_month_that_is_not_over_has_no_button_to_sign(self, client, report, people, clock):
        clock.move_to(at(2026, 10, 31, 9, 0))
        page = browser(client, people.officer).get(reverse("returns:return", args=[report.pk]))
        assert "Chưa hết tháng 10 năm 2026" in words(page_of(page).main)
        assert page_of(page).find("form", action=reverse("returns:sign", args=[report.pk])) is None

    def test_a_correction_is_opened_with_its_reason(self, client, locked, people):
        browser(client, people.officer)
        answer = post(client, "correct", locked, reason="")
        assert (answer.status_code, Return.objects.count()) == (422, 1)
        answer = post(client, "correct", locked, reason="Tờ điểm danh đến muộn")
        assert answer.url == reverse("returns:return", args=[Return.objects.get(number=1).pk])
        page = client.get(reverse("returns:return", args=[locked.pk]))
        assert "đính chính số 1" in words(page_of(page).main)
        again = reverse("returns:correct", args=[locked.pk])
        assert page_of(page).find("form", action=again) is None
