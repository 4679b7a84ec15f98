"""The screens of tasks: who sees and writes what, and that the sheet equals the screen."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from learners.resolution import exports
from learners.resolution.deadlines import Deadline
from learners.resolution.models import Objective, ProgressNote, ResolutionTask, TaskIndicator
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.resolution.ways import agency, clear_task, indicator, note, task
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
LIST = "/theo-doi/nghi-quyet/"
TABLE = "/theo-doi/bang/nghi-quyet-57/"
PUBLIC = "/nghi-quyet-57/"
LIST_QUERIES = 8
PUBLIC_QUERIES = 5
PDF = b"%PDF-1.4 %%EOF"


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeping(province) -> Client:
    return browser(province)


def listed(response) -> list[str]:
    """The numbers of the tasks on the page."""
    table = page_of(response).select("table.data--zebra tbody th")
    return [words(cell).partition(".")[0] for cell in table]


class TestTheList:
    def test_it_says_where_each_stands_and_what_is_not_clear(self, keeping, province):
        clear_task(province, "1", deadline=Deadline(date(2026, 1, 1)), is_central=True)
        note(task(province, "2"), province, 40)
        page = keeping.get(LIST)
        rows = [words(row) for row in page_of(page).select("table.data--zebra tbody tr")]
        assert "do Trung ương giao Sở Nội vụ 01/01/2026 Chưa làm, quá hạn" in rows[0]
        assert rows[0].endswith("chưa ghi đủ 6 rõ")
        assert "Đang làm 40 % người, việc" in rows[1]

    def test_the_counts_at_the_head_are_those_of_the_rows(self, keeping, province):
        clear_task(province, "1", deadline=Deadline(date(2026, 1, 1)))
        clear_task(province, "2")
        task(province, "3")
        for asked in ({}, {"han": "qua-han"}, {"thieu": "mot"}, {"tim": "thu 2"}):
            page = keeping.get(LIST, asked)
            head = words(page_of(page).select_one(".stat-row dd"))
            assert int(head) == len(listed(page))

    @pytest.mark.parametrize(
        ("asked", "numbers"),
        [
            ({"muc-tieu": "1"}, ["1", "2"]),
            ({"co-quan": "Sở Nội vụ"}, ["1"]),
            ({"tinh-trang": "dang"}, ["2"]),
            ({"han": "khong-han"}, ["2"]),
            ({"nguon": "trung-uong"}, ["1"]),
            ({"thieu": "san-pham"}, ["2"]),
            ({"tim": "viec khac"}, ["2"]),
            ({"thieu": "rác", "han": "x"}, ["1", "2"]),
            ({"thoi": "1"}, []),
        ],
    )
    def test_the_address_says_what_is_shown(self, keeping, province, asked, numbers):
        clear_task(province, "1", is_central=True)
        note(task(province, "2", title="Việc khác"), province)
        page = keeping.get(LIST, asked)
        assert listed(page) == numbers
        kept = {field["name"]: field.get("value", "") for field in page_of(page).select("#tim")}
        assert kept == {"tim": asked.get("tim", "")}

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(
        self, keeping, province, department, many, django_assert_num_queries
    ):
        for number in range(many):
            others = (agency(department),)
            note(clear_task(province, str(number + 1), others=others), province)
        keeping.get(LIST)
        with django_assert_num_queries(LIST_QUERIES):
            keeping.get(LIST)

    def test_an_agency_finds_its_own(self, province, agency_user, department):
        task(province, "1", lead=agency(department))
        task(province, "2")
        theirs = browser(agency_user)
        assert listed(theirs.get(LIST)) == ["1", "2"]
        assert listed(theirs.get(LIST, {"cua-toi": "1"})) == ["1"]

    def test_with_nothing_to_show_it_says_what_to_do(self, keeping):
        assert "Hãy nhập từ bảng" in words(page_of(keeping.get(LIST)))


class TestATask:
    def test_it_shows_all_that_is_known(self, keeping, province):
        made = clear_task(province, "7")
        note(made, province, 100, day=date(2026, 5, 2), page="/theo-doi/")
        page = words(page_of(keeping.get(f"{LIST}{made.pk}/")))
        for told in (
            "Nguyễn Văn Phụ Trách, Phó Giám đốc",
            "31/12/2099",
            "Xong ngày 02/05/2026",
            "6 rõ: đủ cả sáu",
            "Số người thành thạo (người)",
            "12/BC-UBND",
            "chưa có số liệu",
        ):
            assert told in page

    def test_what_is_missing_is_said(self, keeping, province):
        page = words(page_of(keeping.get(f"{LIST}{task(province).pk}/")))
        assert "Rõ thời gian: chưa ghi thời hạn, cũng chưa ghi là thường xuyên" in page

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.AGENCY_OFFICER])
    def test_others_look_and_are_offered_nothing_to_change(self, province, make_user, role):
        made = task(province)
        page = page_of(browser(make_user(role=role)).get(f"{LIST}{made.pk}/"))
        assert page.select("main a.button, main form") == []


class TestKeeping:
    def test_a_task_is_added_and_set_right(self, keeping, province, department):
        Objective.objects.create(number="1", title="Một")
        typed = {
            "number": "12",
            "objective": "1",
            "title": "Mở lớp",
            "lead": "so khoa hoc va cong nghe",
            "others": "Sở Lạ\nSở Khác",
            "deadline": "quý II/2026",
        }
        keeping.post(f"{LIST}them/", typed)
        made = ResolutionTask.objects.get()
        assert (made.lead, made.deadline) == (department, date(2026, 6, 30))
        assert made.others_names == "Sở Khác; Sở Lạ"
        page = page_of(keeping.get(f"{LIST}{made.pk}/sua/"))
        version = page.select_one("[name=version]")["value"]
        change = typed | {"deadline": "thường xuyên", "version": version}
        answer = keeping.post(f"{LIST}{made.pk}/sua/", change, follow=True)
        made.refresh_from_db()
        assert (made.is_standing, made.deadline, made.version) == (True, None, 2)
        assert "30/06/2026 → thường xuyên" in words(page_of(answer))
        again = keeping.post(f"{LIST}{made.pk}/sua/", change | {"title": "Khác"})
        assert (again.status_code, ResolutionTask.objects.get().title) == (422, "Mở lớp")
        assert "đã có người sửa" in words(page_of(again))

    def test_what_was_typed_stays_when_something_is_wrong(self, keeping):
        Objective.objects.create(number="1", title="Một")
        typed = {"number": "1", "objective": "1", "title": "Mở lớp", "deadline": "sớm thôi"}
        answer = keeping.post(f"{LIST}them/", typed)
        page = page_of(answer)
        assert answer.status_code == 422
        assert page.select_one("[name=deadline]")["value"] == "sớm thôi"
        assert "Chưa hiểu thời hạn" in words(page)
        assert not ResolutionTask.objects.exists()

    def test_one_is_dropped_with_a_reason_and_taken_up_again(self, keeping, province):
        made = task(province)
        assert keeping.post(f"{LIST}{made.pk}/thoi/", {"reason": ""}).status_code == 422
        keeping.post(f"{LIST}{made.pk}/thoi/", {"reason": "Gộp"})
        assert listed(keeping.get(LIST)) == []
        assert listed(keeping.get(LIST, {"thoi": "1"})) == ["1"]
        keeping.post(f"{LIST}{made.pk}/thoi/", {"again": "1"})
        assert listed(keeping.get(LIST)) == ["1"]

    def test_an_indicator_is_added_changed_and_taken_away(self, keeping, province):
        made = task(province)
        keeping.post(f"{LIST}{made.pk}/chi-tieu/", {"name": "Tỷ lệ", "target": "70,2"})
        one = TaskIndicator.objects.get()
        address = f"{LIST}chi-tieu/{one.pk}/"
        assert page_of(keeping.get(address)).select_one("[name=target]")["value"] == "70,2"
        assert keeping.post(address, {"name": "Tỷ lệ", "target": "nhiều"}).status_code == 422
        keeping.post(address, {"name": "Tỷ lệ", "target": "80", "feed": "experts"})
        one.refresh_from_db()
        assert (one.target, one.feed) == (80, "experts")
        keeping.post(address, {"remove": "1"})
        assert not TaskIndicator.objects.exists()

    def test_an_objective_is_added_and_set_right(self, keeping):
        keeping.post(f"{LIST}muc-tieu/them/", {"number": "IV", "title": "Bốn"})
        one = Objective.objects.get()
        keeping.post(f"{LIST}muc-tieu/{one.pk}/", {"number": "4", "title": "Bốn"})
        assert "4. Bốn" in words(page_of(keeping.get(f"{LIST}muc-tieu/")))

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.AGENCY_OFFICER])
    def test_others_are_refused(self, province, make_user, role):
        made, other = task(province), browser(make_user(role=role))
        for address in ("them/", "nhap/", f"{made.pk}/sua/", f"{made.pk}/thoi/"):
            assert other.post(LIST + address, {"reason": "x"}).status_code == 403
        assert ResolutionTask.objects.get().dropped_at is None


class TestNotes:
    def test_an_agency_reports_from_a_phone(self, province, agency_user, department):
        made = task(province, lead=agency(department))
        measure = indicator(made, province)
        theirs = browser(agency_user)
        form = page_of(theirs.get(f"{LIST}{made.pk}/tien-do/"))
        typed = {
            "key": form.select_one("[name=key]")["value"],
            "day": form.select_one("[name=day]")["value"],
            "words": "Đã mở 12 lớp",
            "percent": "30",
            "indicator": str(measure.pk),
            "value": "1.200",
        }
        for _ in range(2):  # a second tap on the button
            answer = theirs.post(f"{LIST}{made.pk}/tien-do/", typed, follow=True)
        assert ProgressNote.objects.get().value == 1200
        assert "Đã mở 12 lớp Số người thành thạo: 1.200 người" in words(page_of(answer))

    def test_of_another_agency_it_may_not(self, province, agency_user, other_department):
        made = task(province, lead=agency(other_department))
        theirs = browser(agency_user)
        address = f"{LIST}{made.pk}/tien-do/"
        assert theirs.get(address).status_code == 403
        assert theirs.post(address, {"words": "x"}).status_code == 403
        wrong = note(made, province)
        assert theirs.post(f"{LIST}tien-do/{wrong.pk}/sua/", {}).status_code == 403

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, keeping, province):
        made = task(province)
        day = f"{timezone.localdate():%d/%m/%Y}"
        typed = {"words": "Xong", "percent": "100", "day": day, "key": "a" * 32}
        answer = keeping.post(f"{LIST}{made.pk}/tien-do/", typed)
        page = page_of(answer)
        assert (answer.status_code, ProgressNote.objects.count()) == (422, 0)
        assert "cần minh chứng" in words(page)
        assert page.select_one("[name=key]")["value"] == "a" * 32
        assert words(page.select_one("[name=words]")) == "Xong"

    @pytest.mark.parametrize(("data", "kept"), [(PDF, 1), (b"MZ", 0), (b"%PDF-half", 0)])
    def test_a_file_is_told_by_what_it_holds(self, keeping, province, data, kept):
        made = task(province)
        file = BytesIO(data)
        file.name = "bao-cao.pdf"
        day = f"{timezone.localdate():%d/%m/%Y}"
        keeping.post(f"{LIST}{made.pk}/tien-do/", {"words": "Xong", "day": day, "file": file})
        assert ProgressNote.objects.count() == kept

    def test_opening_a_file_is_written_down_and_never_shown_in_place(self, keeping, province):
        made = note(task(province), province, file=PDF)
        answer = keeping.get(f"{LIST}tien-do/{made.pk}/tep/")
        assert b"".join(answer) == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        assert AuditEntry.objects.filter(action="resolution.open_file").count() == 1
        empty = note(made.task, province)
        assert keeping.get(f"{LIST}tien-do/{empty.pk}/tep/").status_code == 404

    def test_a_wrong_one_is_corrected_or_taken_back(self, keeping, province):
        made = task(province)
        wrong = note(made, province, 90)
        address = f"{LIST}tien-do/{wrong.pk}/sua/"
        day = f"{timezone.localdate():%d/%m/%Y}"
        typed = {"words": "Mới được nửa", "percent": "50", "day": day}
        assert keeping.post(address, typed).status_code == 422  # no reason
        keeping.post(address, typed | {"reason": "Nhầm việc"})
        right = ProgressNote.objects.get(corrects=wrong)
        keeping.post(f"{LIST}tien-do/{right.pk}/sua/", {"take_back": "1", "reason": "Nhầm cả"})
        page = words(page_of(keeping.get(f"{LIST}{made.pk}/")))
        assert "Chưa làm" in page
        assert page.count("đã sửa, không tính") == 2
        assert "Sửa lần ghi trước: Nhầm cả" in page


class TestExports:
    @pytest.fixture
    def filled(self, province, department):
        made = clear_task(province, "2", lead=agency(department), title="- Mở lớp")
        note(made, province, 40, day=timezone.localdate() - timedelta(days=1))
        clear_task(province, "10", is_central=True, deadline=Deadline(date(2026, 1, 1)))
        note(task(province, "3"), province, 100)

    def sheet(self, answer):
        book = load_workbook(BytesIO(b"".join(answer)))
        return [[cell.value for cell in line] for line in book["Nhiệm vụ"]]

    def test_the_sheet_says_what_the_screen_says(self, keeping, filled):
        shown = [
            [words(cell) for cell in row.select("th, td")]
            for row in page_of(keeping.get(LIST)).select("table.data--zebra tbody tr")
        ]
        heads, *lines = self.sheet(keeping.get(TABLE, {"dang": "xlsx"}))
        at = {name: heads.index(name) for name in heads}
        told = []
        for line in lines:
            title = str(line[at["Nhiệm vụ"]]).removeprefix("'")
            central = " do Trung ương giao" if line[at["Do Trung ương giao"]] == "có" else ""
            percent = line[at["Tiến độ (%)"]]
            told.append(
                [
                    f"{line[at['Số nhiệm vụ']]}. {title}{central}",
                    line[at["Cơ quan chủ trì"]] or "chưa ghi",
                    line[at["Thời hạn"]] or "chưa ghi",
                    line[at["Tình trạng"]],
                    "chưa ghi" if percent is None else f"{percent} %",
                    line[at["Chưa rõ"]] or "đủ 6 rõ",
                ]
            )
        assert told == shown
        assert AuditEntry.objects.filter(action="resolution.export").count() == 1

    def test_both_forms_follow_the_filters_and_agree(self, keeping, filled):
        asked = {"tinh-trang": "dang"}
        rows = self.sheet(keeping.get(TABLE, asked | {"dang": "xlsx"}))
        text = b"".join(keeping.get(TABLE, asked | {"dang": "csv"})).decode("utf-8-sig")
        assert (len(rows), len(text.splitlines())) == (2, 2)
        assert text.splitlines()[0].split(",")[:2] == list(exports.HEADINGS[:2])

    def test_taken_in_again_it_changes_nothing(self, keeping, filled):
        file = BytesIO(b"".join(keeping.get(TABLE, {"dang": "xlsx"})))
        file.name = "a.xlsx"
        page = words(page_of(keeping.post(f"{LIST}nhap/", {"file": file})))
        assert "Đã có, không đổi 3 Để lại, cần sửa 0" in page
        assert "Không có gì mới để ghi." in page


class TestThePublicPage:
    def test_anyone_reads_what_is_done_and_no_person_is_named(self, province, department):
        made = clear_task(province, "1", lead=agency(department))
        note(made, province, 40, words="Bà Trần Thu Hà đã họp")
        answer = Client().get(PUBLIC)
        page = words(page_of(answer))
        assert "1. Nhiệm vụ thử 1 Sở Khoa học và Công nghệ 31/12/2099" in page
        assert "Đang làm, trong hạn 40 %" in page
        for hidden in ("Phụ Trách", "Phó Giám đốc", "Trần Thu Hà", province.email):
            assert hidden not in answer.content.decode()

    def test_it_is_the_same_for_everyone_and_caches_keep_it(self, keeping, province):
        task(province)
        answer = keeping.get(PUBLIC)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert answer.content == Client().get(PUBLIC).content
        assert not answer.cookies

    def test_what_is_followed_no_more_is_not_there(self, province, keeping):
        made = task(province)
        keeping.post(f"{LIST}{made.pk}/thoi/", {"reason": "Gộp"})
        assert "Chưa có nhiệm vụ nào được đăng." in words(page_of(Client().get(PUBLIC)))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(
        self, province, many, django_assert_num_queries
    ):
        for number in range(many):
            note(clear_task(province, str(number + 1)), province)
        with django_assert_num_queries(PUBLIC_QUERIES):
            Client().get(PUBLIC)
