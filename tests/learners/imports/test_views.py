"""The screens of a list: who sees it, what a bad file is answered, that nothing typed is lost."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learners.imports import receipts, services, tasks
from learners.imports.models import ColumnMemory, Import
from learners.people.models import Learner
from lms.core.models import Approval, AuditEntry, Job, Organisation
from lms.core.roles import Role
from tests.learners.imports.lists import (
    AN,
    BINH,
    NAMELESS,
    SAY,
    again,
    applied,
    as_csv,
    planned,
    upload,
)

pytestmark = pytest.mark.django_db
LISTS = "/theo-doi/danh-sach/"
COLUMNS = {"cot-0": "full_name", "cot-1": "birth_date", "cot-2": "phone"}


@pytest.fixture
def browser(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def to_the_end(django_capture_on_commit_callbacks):
    """What is committed rings, and the worker is at once there."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response) -> str:
    return " ".join(page_of(response).get_text(" ").split())


def send(browser, content: bytes, name: str = "danh sách.csv", **fields):
    return browser.post(LISTS, {"file": SimpleUploadedFile(name, content), **fields})


def at(taken: Import, rest: str = "") -> str:
    return f"{LISTS}{taken.pk}/{rest}"


class TestTheWholeWay:
    def test_a_clerk_uploads_corrects_confirms_and_takes_back(self, browser, commune, to_the_end):
        with to_the_end():
            response = send(browser, as_csv([AN, BINH]), commune=commune.pk)
        taken = Import.objects.get()
        assert response.headers["Location"] == at(taken)
        assert browser.get(at(taken)).headers["Location"] == at(taken, "cot/")
        assert "Ví dụ: Nguyễn Văn An · Ma Thị Bình" in words(browser.get(at(taken, "cot/")))
        with to_the_end():
            browser.post(at(taken, "cot/"), COLUMNS)
        assert browser.get(at(taken)).headers["Location"] == at(taken, "ke-hoach/")
        plan = words(browser.get(at(taken, "ke-hoach/")))
        assert "ghi thêm 2 người mới vào sổ" in plan
        with to_the_end():
            browser.post(at(taken, "ke-hoach/"))
        assert "2 người được ghi thêm vào sổ" in words(browser.get(at(taken)))
        assert Learner.objects.count() == 2
        assert "Gỡ 2 người" in words(browser.get(at(taken, "hoan-tac/")))
        with to_the_end():
            browser.post(at(taken, "hoan-tac/"))
        assert "Biên nhận: đã hoàn tác" in words(browser.get(at(taken)))
        assert Learner.objects.count() == 0

    def test_the_answer_comes_before_the_file_is_read(self, browser, commune):
        response = send(browser, as_csv([AN]), commune=commune.pk)
        page = browser.get(response.headers["Location"])
        assert "Đang chờ đến lượt" in words(page)
        fragment = page_of(page).select_one("#tien-do")
        assert fragment["hx-get"] == at(Import.objects.get(), "tien-do/")
        assert page_of(page).select_one("#tien-do a")["href"] == at(Import.objects.get())

    def test_progress_asks_again_until_the_work_has_ended(self, browser, officer, commune):
        taken = upload(officer, as_csv([AN]), commune=commune)
        job = services.confirm_columns(
            pk=taken.pk, columns={"0": "full_name", "1": "birth_date"}, actor=officer
        )
        Job.objects.filter(pk=job.pk).update(state="running", done=1, total=4)
        assert "1/4 dòng" in words(browser.get(at(taken, "tien-do/")))
        Job.objects.filter(pk=job.pk).update(lease="")
        tasks.plan(job.pk)
        ended = browser.get(at(taken, "tien-do/"))
        assert (ended.status_code, ended.headers["HX-Redirect"]) == (204, at(taken))


class TestTheUpload:
    def test_an_empty_file_is_answered_and_the_commune_kept(self, browser, commune):
        response = send(browser, b"", commune=commune.pk)
        assert response.status_code == 422
        assert "Tệp này trống, không có gì bên trong." in words(response)
        assert page_of(response).select_one("option[selected]")["value"] == commune.pk
        assert Import.objects.count() == 0

    def test_no_file_is_answered(self, browser, commune):
        response = browser.post(LISTS, {"commune": commune.pk})
        assert "Hãy chọn tệp danh sách trên máy của bạn." in words(response)

    def test_too_large_a_file_is_answered(self, browser, commune, settings):
        settings.LIST_MAX_BYTES = 1024 * 1024
        response = send(browser, b"x" * (3 * 1024 * 1024), commune=commune.pk)
        assert response.status_code == 422
        assert "Tệp nặng 3 MB, quá 1 MB." in words(response)
        assert Import.objects.count() == 0

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("danh sach.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 400),
            ("danh sach.xlsx", b"PK\x03\x04" + b"\0" * 400),
            ("danh sach.csv", b"\0\1\2\3" * 100),
            ("danh sach.csv", "Không có tiêu đề nào".encode()),
        ],
        ids=["a picture", "half a workbook", "no text", "no list"],
    )
    def test_what_cannot_be_read_is_said_and_the_choice_is_kept(
        self, browser, commune, to_the_end, name, content
    ):
        with to_the_end():
            response = send(browser, content, name, commune=commune.pk)
        taken = Import.objects.get()
        assert (taken.state, taken.commune) == (Import.State.REFUSED, commune)
        page = browser.get(response.headers["Location"])
        assert taken.refusal in words(page)
        other = page_of(page).select_one("a.button")["href"]
        form = page_of(browser.get(other)).select_one("select[name=commune]")
        assert form.select_one("option[selected]")["value"] == commune.pk

    def test_an_officer_of_one_commune_need_not_choose(self, browser, commune):
        select = page_of(browser.get(LISTS)).select_one("select[name=commune]")
        assert [option["value"] for option in select.select("option")] == [commune.pk]

    def test_another_commune_is_not_theirs_to_bring_people_into(self, browser, areas):
        response = send(browser, as_csv([AN]), commune="01906")
        assert (response.status_code, Import.objects.count()) == (422, 0)

    def test_a_province_officer_chooses_any_or_leaves_it_to_the_rows(
        self, client, make_user, areas
    ):
        client.force_login(make_user(role=Role.PROVINCE_OFFICER))
        form = page_of(client.get(LISTS))
        assert len(form.select("select[name=commune] option")) == 93
        assert form.select_one("select[name=commune] option").text == "Theo từng dòng trong tệp"
        send(client, as_csv([AN]))
        assert Import.objects.get().commune is None

    def test_an_agency_brings_its_own(self, client, make_user, areas):
        unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
        client.force_login(make_user(role=Role.AGENCY_OFFICER, organisation=unit))
        assert page_of(client.get(LISTS)).select_one("select[name=commune]") is None
        send(client, as_csv([AN]), organisation=unit.pk)
        assert Import.objects.get().organisation == unit

    def test_the_name_of_a_file_is_only_a_name(self, browser, commune):
        send(browser, as_csv([AN]), "../../etc/cron.d/<script>.csv", commune=commune.pk)
        taken = Import.objects.get()
        assert taken.file_name == "<script>.csv"
        assert taken.file.name.startswith("imports/")
        assert "&lt;script&gt;" in browser.get(LISTS).content.decode()

    def test_the_file_lies_out_of_reach_of_the_web(self, browser, commune, settings):
        send(browser, as_csv([AN]), commune=commune.pk)
        taken = Import.objects.get()
        assert taken.file.path.startswith(str(settings.PRIVATE_ROOT))
        with pytest.raises(ValueError, match="not accessible via a URL"):
            _ = taken.file.url
        assert browser.get(f"/media/{taken.file.name}").status_code == 404


class TestColumns:
    def test_what_is_missing_is_said_and_what_was_chosen_is_kept(self, browser, officer, commune):
        taken = upload(officer, as_csv([AN]), commune=commune)
        chosen = {"cot-0": "", "cot-1": "birth_date", "cot-4": "hamlet"}
        response = browser.post(at(taken, "cot/"), chosen)
        assert response.status_code == 422
        assert "Chưa có cột họ và tên." in words(response)
        kept = {
            select["name"]: (select.select_one("option[selected]") or {"value": ""})["value"]
            for select in page_of(response).select("select")
        }
        assert {name: kept[name] for name in chosen} == chosen

    def test_they_are_remembered_for_this_source(self, browser, officer, commune, to_the_end):
        taken = upload(officer, as_csv([AN]), commune=commune)
        with to_the_end():
            browser.post(at(taken, "cot/"), COLUMNS)
        assert ColumnMemory.objects.get().source == f"area:{commune.pk}"
        second = upload(officer, as_csv([SAY]), commune=commune)
        page = browser.get(at(second, "cot/"))
        assert "Lần trước bạn đã chọn cột cho loại danh sách này" in words(page)
        assert page_of(page).select_one("#id_cot-4 option[selected]")["value"] == ""

    def test_what_reading_noticed_is_said(self, browser, officer, commune):
        text = "Ho va ten;Ngay sinh\nNguyÔn V¨n ¢n;01/02/1980\nTrÇn ThÞ B×nh;1975\n"
        taken = upload(officer, text.encode("latin-1"), commune=commune)
        for note in taken.found["notes"]:
            assert note in words(browser.get(at(taken, "cot/")))
        assert len(taken.found["notes"]) >= 1

    def test_the_same_file_again_is_said_with_the_way_to_the_first(self, browser, officer, commune):
        first = applied(officer, AN, commune=commune)
        second = upload(officer, as_csv([AN]), commune=commune)
        page = browser.get(at(second, "cot/"))
        assert "Đúng tệp này đã được ghi vào sổ" in words(page)
        assert page_of(page).select_one(".notice a")["href"] == at(first)


class TestThePlan:
    def test_it_costs_the_same_whatever_the_size(self, browser, officer, commune):
        costs = []
        for many in (1, 3):
            rows = [(f"Ma Văn {n}", "01/02/1980", "", "", "", "") for n in "ABC"[:many]]
            taken = planned(officer, *rows, commune=commune)
            browser.get(at(taken, "ke-hoach/"))
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(at(taken, "ke-hoach/")).status_code == 200
            costs.append(len(queries) - (many > 1))  # doubtful rows have examples of their own
        assert costs[0] == costs[1]

    def test_rows_are_read_page_by_page_and_by_state(self, browser, officer, commune):
        rows = [(f"Ma Văn Dũng{'a' * n}", "01/02/1980", "", "", "", "") for n in range(52)]
        taken = planned(officer, *rows, NAMELESS, commune=commune)
        first = browser.get(at(taken, "cac-dong/"))
        assert len(page_of(first).select("tbody tr")) == 50
        link = page_of(first).select_one("a[rel=next]")["href"]
        assert len(page_of(browser.get(at(taken, "cac-dong/") + link)).select("tbody tr")) == 3
        refused = browser.get(at(taken, "cac-dong/"), {"loai": "invalid"})
        assert "Không nhận : Họ và tên: để trống." in words(refused).replace("nhận:", "nhận :")

    @pytest.mark.parametrize("strange", ["x", "-1", "9" * 30, "\x00", "١"])
    def test_a_page_nobody_made_is_no_error(self, browser, officer, commune, strange):
        taken = planned(officer, AN, commune=commune)
        asked = {"sau": strange, "loai": strange}
        assert browser.get(at(taken, "cac-dong/"), asked).status_code == 200

    def test_a_list_of_lists_costs_the_same_with_one_and_with_three(
        self, browser, officer, commune
    ):
        costs = []
        for many in (1, 3):
            while Import.objects.count() < many:
                applied(officer, AN, commune=commune)
            browser.get(LISTS)
            with CaptureQueriesContext(connection) as queries:
                assert len(page_of(browser.get(LISTS)).select("tbody tr")) == many
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestWhoMay:
    def test_of_a_list_of_another_commune_nobody_knows(self, client, make_user, officer, areas):
        taken = applied(officer, AN, commune=areas["05503"])
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]))
        pages = ("", "tien-do/", "cot/", "ke-hoach/", "cac-dong/", "tep/", "hoan-tac/", "lam-lai/")
        assert [client.get(at(taken, page)).status_code for page in pages] == [404] * 8
        assert [client.post(at(taken, p)).status_code for p in pages[3:4]] == [404]
        assert page_of(client.get(LISTS)).select("tbody tr") == []

    def test_an_auditor_sees_and_changes_nothing(self, client, make_user, officer, commune):
        taken = planned(officer, AN, commune=commune)
        client.force_login(make_user(role=Role.AUDITOR))
        assert client.get(at(taken, "ke-hoach/")).status_code == 200
        assert page_of(client.get(at(taken, "ke-hoach/"))).select("main form") == []
        assert page_of(client.get(LISTS)).select("main form") == []
        for page in ("cot/", "ke-hoach/", "hoan-tac/", "lam-lai/"):
            assert client.post(at(taken, page)).status_code == 403
        assert client.post(LISTS).status_code == 403
        assert again(taken).job.task == "imports.plan"

    def test_every_look_and_every_download_is_written_down(self, browser, officer, commune):
        taken = applied(officer, AN, commune=commune)
        *_, file = [browser.get(at(taken, page)) for page in ("", "cac-dong/", "tep/")]
        acts = AuditEntry.objects.filter(target=f"learners.import:{taken.pk}").order_by("id")
        looked = ["imports.look", "imports.look", "imports.download"]
        assert [entry.action for entry in acts][-3:] == looked
        file.close()

    def test_undo_asks_to_sign_in_again(self, browser, officer, commune):
        taken = applied(officer, AN, commune=commune)
        long_ago = (timezone.now() - timedelta(hours=1)).timestamp()
        session = browser.session
        for record in session.get("account_authentication_methods", []):
            record["at"] = long_ago
        session.save()
        response = browser.post(at(taken, "hoan-tac/"))
        assert response.headers["Location"].startswith("/tai-khoan/")
        assert again(taken).state == Import.State.APPLIED


class TestLater:
    def test_a_large_undo_is_asked_for_and_waits(self, browser, officer, commune, monkeypatch):
        monkeypatch.setattr(services, "UNDO_ALONE", 0)
        taken = applied(officer, AN, commune=commune)
        assert "cần một cán bộ khác đồng ý" in words(browser.get(at(taken, "hoan-tac/")))
        browser.post(at(taken, "hoan-tac/"), {"ly-do": "Nhầm tệp"})
        assert (Approval.objects.get().reason, Learner.objects.count()) == ("Nhầm tệp", 1)
        assert "Đã gửi yêu cầu hoàn tác." in words(browser.get(at(taken)))

    def test_a_failed_job_is_said_and_done_again(self, browser, officer, commune, to_the_end):
        taken = planned(officer, AN, commune=commune)
        job = services.confirm_plan(pk=taken.pk, actor=officer)
        Job.objects.filter(pk=job.pk).update(
            state="failed", problem="Hết chỗ trên đĩa.", ended_at=timezone.now()
        )
        assert "Hết chỗ trên đĩa." in words(browser.get(at(taken)))
        with to_the_end():
            browser.post(at(taken, "lam-lai/"))
        assert (again(taken).state, Learner.objects.count()) == (Import.State.APPLIED, 1)

    def test_the_file_comes_back(self, browser, officer, commune):
        taken = applied(officer, AN, commune=commune)
        response = browser.get(at(taken, "tep/"))
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
        response.close()

    def test_a_large_file_is_made_on_request(
        self, browser, officer, commune, to_the_end, monkeypatch
    ):
        monkeypatch.setattr(receipts, "AT_ONCE", 0)
        taken = applied(officer, AN, commune=commune)
        assert browser.get(at(taken, "tep/")).status_code == 302
        assert again(taken).job.task == "imports.apply"  # looking starts nothing
        with to_the_end():
            browser.post(at(taken, "tep/"))
        response = browser.get(at(taken, "tep/"))
        response.close()
        assert response.status_code == 200
