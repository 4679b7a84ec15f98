"""Organisations, teams, figures, kinds, mergers on screen: for whom, and that they do it."""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from openpyxl import Workbook

from learners.people.models import DigitalTeam, Learner, TeamMember
from learners.people.settling import settle
from lms.core.merged import merged_on
from lms.core.models import Approval, Area, AreaFigure, Organisation
from tests.facts import make_person
from tests.learners.monitoring.mergers import join, unite
from tests.learners.monitoring.screens import queries_of
from tests.learners.registry.screens import names_of, page_of, problems_of, words

TABLE = "Tân Cương;5.430\nvan lang;100\n01906;4000"


class TestOrganisations:
    ADDRESS = "/theo-doi/co-quan/"

    def test_one_is_added_changed_and_closed(self, officer):
        typed = {"name": "Trường Tân Cương", "kind": "school", "area": "Tân Cương"}
        officer.post(f"{self.ADDRESS}them/", typed)
        one = Organisation.objects.get()
        change = f"{self.ADDRESS}{one.pk}/"
        officer.post(change, typed | {"name": "Trường Tiểu học Tân Cương"})
        officer.post(change, {"state": "close"})
        one.refresh_from_db()
        assert (one.name, one.is_active) == ("Trường Tiểu học Tân Cương", False)
        assert names_of(officer.get(self.ADDRESS)) == ["Trường Tiểu học Tân Cương đã đóng"]

    def test_anothers_is_not_found(self, officer, areas):
        one = Organisation.objects.create(name="Trường", kind="school", area=areas["01906"])
        change = f"{self.ADDRESS}{one.pk}/"
        assert officer.get(change).status_code == 404
        assert officer.post(change, {"state": "close"}).status_code == 404
        assert names_of(officer.get(self.ADDRESS)) == []

    def test_an_agency_adds_a_unit_below_itself(self, agency_officer, department):
        typed = {"name": "Văn phòng", "kind": "agency", "area": "Tỉnh", "parent": "so noi vu"}
        agency_officer.post(f"{self.ADDRESS}them/", typed)
        assert Organisation.objects.get(name="Văn phòng").parent == department

    def test_long_lists_go_on_by_key(self, province_officer, areas):
        for number in range(53):
            Organisation.objects.create(
                name=f"Cơ quan {number:02d}", kind="agency", area=areas["19"]
            )
        first = province_officer.get(self.ADDRESS, {"tim": "co quan"})
        link = page_of(first).select_one("a[rel=next]")["href"]
        second = province_officer.get(self.ADDRESS + link)
        assert (len(names_of(first)), names_of(second)) == (
            50,
            ["Cơ quan 50", "Cơ quan 51", "Cơ quan 52"],
        )

    def test_one_is_merged_into_another_by_two(self, officer, province_officer, areas):
        one, into = (
            Organisation.objects.create(name=name, kind="school", area=areas["05503"])
            for name in ("Trường Một", "Trường Hai")
        )
        change = f"{self.ADDRESS}{one.pk}/"
        link = page_of(officer.get(change)).select_one("a[href$='/nhap/']")["href"]
        assert "Trường Một nhập vào nơi khác" in words(page_of(officer.get(link)).h1)
        sent = officer.post(link, {"into": "truong hai", "reason": "QĐ 12"}, follow=True)
        assert "Đã gửi người thứ hai" in words(page_of(sent).main)
        asked = Approval.objects.get()
        shown = page_of(province_officer.get("/theo-doi/dong-y/"))
        assert "Trường Một (Xã Tân Cương) nhập vào Trường Hai (Xã Tân Cương)" in words(shown.main)
        province_officer.post(f"/theo-doi/dong-y/{asked.pk}/", {"action": "agree"})
        one.refresh_from_db()
        assert one.successor == into
        assert names_of(officer.get(self.ADDRESS)) == [
            "Trường Hai",
            "Trường Một đã nhập vào Trường Hai",
        ]
        table = officer.get("/theo-doi/bang/co-quan/?dang=csv").getvalue().decode()
        assert "đã nhập vào Trường Hai" in table
        page = page_of(officer.get(change))
        assert "Đã nhập vào Trường Hai" in words(page.main)
        assert page.select("button[name=state], a[href$='/nhap/']") == []
        told = officer.post(change, {"state": "open"}, follow=True)
        assert "không mở lại được" in words(page_of(told).main)

    def test_what_is_wrong_with_a_merger_is_said(self, officer, areas):
        one, gone, _ = (
            Organisation.objects.create(name=name, kind="school", area=areas[code])
            for name, code in (("Trường", "05503"), ("Trường Cũ", "05503"), ("Xa", "01906"))
        )
        join(gone, one)
        address = f"{self.ADDRESS}{one.pk}/nhap/"
        for typed, problem in (
            ("", "Hãy ghi tên cơ quan, đơn vị mà nơi này nhập vào."),
            ("không có", "Chưa có cơ quan, đơn vị nào tên như vậy."),
            ("trường", "Hãy chọn một cơ quan, đơn vị khác để nhập vào."),
            ("xa", "Bạn chỉ ghi được việc nhập khi phụ trách cả hai cơ quan."),
            ("trường cũ", "Trường Cũ (Xã Tân Cương) nay là phần của Trường (Xã Tân Cương)."),
        ):
            (said,) = problems_of(officer.post(address, {"into": typed, "reason": "QĐ 12"}))
            assert problem in said
        assert Approval.objects.filter(state="waiting").count() == 0

    def test_anothers_is_merged_by_nobody_else(self, officer, auditor, areas):
        one = Organisation.objects.create(name="Trường", kind="school", area=areas["01906"])
        address = f"{self.ADDRESS}{one.pk}/nhap/"
        assert [officer.get(address).status_code, officer.post(address).status_code] == [404, 404]
        assert auditor.get(address).status_code == 403

    def test_more_that_were_merged_cost_no_more_queries(self, province_officer, areas):
        into = Organisation.objects.create(name="Trường", kind="school", area=areas["05503"])
        costs = []
        for number in range(3):
            one = Organisation.objects.create(name=f"{number}", kind="school", area=into.area)
            join(one, into)
            costs.append(queries_of(province_officer, self.ADDRESS))
        assert costs[0] == costs[2]


class TestTeams:
    ADDRESS = "/theo-doi/to-so/"

    def test_a_team_is_set_up_and_filled_from_the_register(self, officer, commune):
        person = make_person(commune, name="Đỗ Thị Dung")
        officer.post(self.ADDRESS, {"commune": "Tân Cương", "hamlet": "Xóm 1"})
        team = f"{self.ADDRESS}{DigitalTeam.objects.get().pk}/"
        found = page_of(officer.get(team, {"tim": "dung"})).select_one("button[name=add]")
        officer.post(team, {"add": found["value"]})
        officer.post(team, {"head": str(person.pk)})
        member = TeamMember.objects.get()
        assert (member.learner, member.is_head) == (person, True)
        officer.post(team, {"end": str(member.pk)})
        officer.post(team, {"close": "1"})
        assert DigitalTeam.objects.get().is_active is False

    def test_nobody_of_another_commune_is_added(self, officer, commune, other_commune):
        stranger = make_person(other_commune)
        team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm 1")
        answer = officer.post(f"{self.ADDRESS}{team.pk}/", {"add": str(stranger.pk)})
        assert (answer.status_code, TeamMember.objects.exists()) == (404, False)

    def test_others_neither_see_nor_change_it(self, other_officer, auditor, commune):
        team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm 1")
        address = f"{self.ADDRESS}{team.pk}/"
        assert other_officer.get(address).status_code == 404
        assert (auditor.get(address).status_code, auditor.post(address).status_code) == (200, 403)
        assert auditor.post(self.ADDRESS, {}).status_code == 403


class TestFigures:
    ADDRESS = "/theo-doi/dan-so/"
    TYPED = {"kind": "working_age", "as_of": "31/12/2025", "source": "Thống kê", "table": TABLE}

    def test_a_table_is_shown_first_and_kept_when_it_is_confirmed(self, province_officer):
        shown = page_of(province_officer.post(self.ADDRESS, self.TYPED))
        assert AreaFigure.objects.count() == 0
        preview = shown.select_one("#xem-truoc")
        assert "2 dòng hiểu được, 1 dòng để lại" in words(preview)
        assert "Văn Lăng" in words(preview.select_one(".notice"))
        form = {
            field["name"]: field.get("value", field.get_text())
            for field in preview.select("[name]")
        }
        province_officer.post(self.ADDRESS, form)
        kept = AreaFigure.objects.order_by("area").values_list("area", "value", "source")
        assert list(kept) == [("01906", 4000, "Thống kê"), ("05503", 5430, "Thống kê")]

    def test_a_file_is_read_as_a_pasted_table_is(self, province_officer):
        text = "Xã, phường;Dân số trong độ tuổi lao động\nTân Cương;5.430\nBa Bể;4.000\n"
        file = SimpleUploadedFile("dan-so.csv", text.encode())
        typed = {**self.TYPED, "table": "", "file": file}
        shown = page_of(province_officer.post(self.ADDRESS, typed))
        assert "2 dòng hiểu được" in words(shown.select_one("#xem-truoc"))

    def test_a_workbook_that_lost_the_zeros_of_its_codes_is_read_too(self, province_officer):
        book = Workbook()
        for row in (["Mã", "Tên", "Dân số"], [5503, "Tân Cương", 5430], [1906, "Ba Bể", 4000.0]):
            book.active.append(row)
        book.save(out := BytesIO())
        file = SimpleUploadedFile("dan-so.xlsx", out.getvalue())
        shown = page_of(
            province_officer.post(self.ADDRESS, {**self.TYPED, "table": "", "file": file})
        )
        assert "2 dòng hiểu được" in words(shown.select_one("#xem-truoc"))

    def test_a_file_that_is_no_table_is_refused_in_words(self, province_officer):
        file = SimpleUploadedFile("dan-so.xlsx", b"PK\x03\x04 nothing")
        typed = {**self.TYPED, "table": "", "file": file}
        assert len(problems_of(province_officer.post(self.ADDRESS, typed))) == 1

    def test_only_the_province_keeps_them(self, officer, auditor):
        for browser in (officer, auditor):
            assert browser.get(self.ADDRESS).status_code == 200
            assert browser.post(self.ADDRESS, self.TYPED).status_code == 403

    def test_nothing_given_is_said(self, province_officer):
        problems = problems_of(province_officer.post(self.ADDRESS, {"kind": "working_age"}))
        assert problems == ["Hãy dán bảng, hoặc chọn một tệp."]


class TestKinds:
    ADDRESS = "/theo-doi/dan-so/loai/"
    TYPED = {
        "commune": "Định Hóa",
        "kind": "phuong",
        "valid_from": "01/07/2026",
        "source": "Nghị quyết 12/NQ-HĐND",
    }

    def test_a_commune_becomes_a_ward(self, province_officer):
        province_officer.post(self.ADDRESS, self.TYPED)
        assert str(Area.objects.get(pk="05569")) == "Phường Định Hóa"

    def test_reported_changes_stand_first_with_a_mark(self, officer):
        rows = names_of(officer.get(self.ADDRESS))
        assert [name for name in rows if "?" in name] == rows[:8]
        assert officer.post(self.ADDRESS, self.TYPED).status_code == 403


def test_the_menu_shows_what_a_role_opens_and_where_one_is(officer, auditor, client, learner):
    def menu(browser) -> list[str]:
        page = page_of(browser.get("/theo-doi/co-quan/"))
        return [words(line) for line in page.select(".staff-nav__row a")]

    page = page_of(officer.get("/theo-doi/co-quan/them/"))
    assert words(page.select_one(".staff-nav__row [aria-current]")) == "Cơ quan"
    assert ("Nhật ký" in menu(officer), "Nhật ký" in menu(auditor)) == (False, True)
    client.force_login(learner.user)
    assert page_of(client.get("/hoc/")).select(".staff-nav") == []
    assert Learner.objects.count() == 1


class TestMergers:
    ADDRESS = "/theo-doi/dan-so/sap-nhap/"
    TYPED = {
        "area": "Tân Cương",
        "into": "Ba Bể",
        "first_day": "01/03/2026",
        "source": "Nghị quyết 99/NQ-UBTVQH16",
        "reason": "Đã có nghị quyết",
    }

    def rows(self, page) -> list[list[str]]:
        return [[words(cell) for cell in row] for row in page.select("tbody tr")]

    def test_it_is_asked_for_and_waits_for_the_second(self, province_officer):
        answer = province_officer.post(self.ADDRESS, self.TYPED, follow=True)
        assert "Đã gửi người thứ hai" in words(page_of(answer))
        assert (Approval.objects.get().act, merged_on(localdate())) == ("core.merge_unit", {})

    def test_bad_input_keeps_what_was_typed_and_says_what_to_do(self, province_officer):
        typed = self.TYPED | {"into": "Tân Cương", "first_day": "31/02/2026"}
        answer = province_officer.post(self.ADDRESS, typed)
        page = page_of(answer)
        assert page.select_one("input[name=area]")["value"] == "Tân Cương"
        assert "Ngày chưa đúng. Ví dụ 01/01/2027." in " ".join(problems_of(answer))
        answer = province_officer.post(self.ADDRESS, self.TYPED | {"into": "Tân Cương"})
        assert "Hãy chọn hai xã, phường khác nhau." in " ".join(problems_of(answer))
        assert Approval.objects.count() == 0

    def test_what_was_written_down_is_told_with_what_is_left_to_do(self, province_officer, areas):
        here, there = (
            Organisation.objects.create(name="Trạm Y tế", kind="agency", area=areas[code])
            for code in ("05503", "01906")
        )
        make_person(areas["05503"])
        unite(areas["05503"], areas["01906"], date(2026, 3, 1))
        unite(areas["05488"], areas["01906"], localdate() + timedelta(days=1))
        row = self.rows(page_of(province_officer.get(self.ADDRESS)))[1]
        assert row[0] == "Xã Tân Cương (05503)"
        assert row[4].startswith("Đang chuyển người: còn 1 1 cơ quan trùng tên")
        settle()
        rows = self.rows(page_of(province_officer.get(self.ADDRESS)))
        assert rows[1][4].startswith("Đã chuyển hết người 1 cơ quan trùng tên")
        assert rows[0][4].startswith("Chưa tới ngày Bỏ")
        join(here, there)
        rows = self.rows(page_of(province_officer.get(self.ADDRESS)))
        assert rows[1][4] == "Đã chuyển hết người"

    def test_one_to_come_is_called_off(self, province_officer, areas):
        unite(areas["05503"], areas["01906"], localdate() + timedelta(days=1))
        answer = province_officer.post(self.ADDRESS, {"bo": "05503"}, follow=True)
        assert "Đã bỏ việc sáp nhập Xã Tân Cương." in words(page_of(answer))
        assert self.rows(page_of(answer)) == []
        assert province_officer.post(self.ADDRESS, {"bo": "rác"}).status_code == 404

    def test_others_read_and_change_nothing(self, officer, areas):
        page = page_of(officer.get(self.ADDRESS))
        assert "Chưa có xã, phường nào sáp nhập" in words(page)
        assert page.select("form[method=post] input[name=area]") == []
        assert officer.post(self.ADDRESS, self.TYPED).status_code == 403

    def test_the_page_costs_the_same_for_one_and_for_three(self, province_officer, areas):
        costs = []
        for codes in (["05503"], ["05488", "05443"]):
            for code in codes:
                unite(areas[code], areas["01906"], date(2026, 3, 1))
            with CaptureQueriesContext(connection) as queries:
                province_officer.get(self.ADDRESS)
            costs.append(len(queries))
        assert costs[0] == costs[1]
