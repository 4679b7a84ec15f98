"""Organisations, teams, figures and kinds on screen: for whom, and that they do what they say."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from learners.people.models import DigitalTeam, Learner, TeamMember
from lms.core.models import Area, AreaFigure, Organisation
from tests.facts import make_person
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
