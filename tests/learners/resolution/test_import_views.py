"""A sheet on the screen: shown with its own lines, confirmed, and never written unseen."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook

from learners.resolution.models import Objective, ResolutionTask, TaskIndicator
from lms.core.figures import split_table
from tests.learners.resolution.test_importing import HEADS, TABLE
from tests.learners.resolution.ways import task
from tests.screens import page_of, words

IMPORT = "/theo-doi/nghi-quyet/nhap/"


def whole_register() -> BytesIO:
    """A workbook of 25 objectives, 92 tasks and an indicator of each."""
    book = Workbook()
    book.active.append(HEADS.split("\t"))
    for number in range(1, 93):
        aim = (number - 1) % 25 + 1
        line = f"{aim}\tMục tiêu thứ {aim}\t{number}\tNhiệm vụ thứ {number}\tSở {number % 20}"
        line += f"\t28/08/2027\tKết quả {number}\t{number * 10} người"
        book.active.append(line.split("\t"))
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "92 nhiem vu.xlsx"
    return out


@pytest.mark.django_db
class TestTheScreen:
    @pytest.fixture
    def keeping(self, province) -> Client:
        client = Client()
        client.force_login(province)
        return client

    def confirmed(self, client: Client, page):
        form = page.select_one("#xem-truoc form")
        typed = {
            "digest": form.select_one("[name=digest]")["value"],
            "table": form.select_one("[name=table]").text.removeprefix("\n"),
            "apply": "1",
        }
        return client.post(IMPORT, typed, follow=True)

    def book(self) -> BytesIO:
        book = Workbook()
        book.active.append([])
        for line in split_table(TABLE):
            book.active.append(line)
        out = BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "a.xlsx"
        return out

    def test_a_workbook_is_shown_with_its_own_lines_and_then_written(self, keeping):
        page = page_of(keeping.post(IMPORT, {"file": self.book()}))
        assert "Thêm mới 2 Sửa 0" in words(page)
        assert "Dòng 3, nhiệm vụ 1" in words(page)
        assert not ResolutionTask.objects.exists()
        answer = self.confirmed(keeping, page)
        assert "Đã thêm 2 và sửa 0 nhiệm vụ" in words(page_of(answer))
        assert ResolutionTask.objects.count() == 2

    def test_the_whole_register_of_twenty_five_objectives_and_ninety_two_tasks_comes_in(
        self, keeping, django_assert_max_num_queries
    ):
        """As the programme has it: through the door, shown first; a few queries an objective."""
        with django_assert_max_num_queries(60):
            page = page_of(keeping.post(IMPORT, {"file": whole_register()}))
        assert "Thêm mới 92 Sửa 0" in words(page)
        with django_assert_max_num_queries(180):
            answer = self.confirmed(keeping, page)
        assert "Đã thêm 92 và sửa 0 nhiệm vụ" in words(page_of(answer))
        assert (Objective.objects.count(), ResolutionTask.objects.count()) == (25, 92)
        assert TaskIndicator.objects.count() == 92
        last = ResolutionTask.objects.get(number="92")
        assert (last.title, str(last.deadline)) == ("Nhiệm vụ thứ 92", "2027-08-28")
        again = page_of(keeping.post(IMPORT, {"file": whole_register()}))
        assert "Thêm mới 0 Sửa 0" in words(again)

    def test_a_plan_that_grew_old_is_shown_anew(self, keeping, province):
        page = page_of(keeping.post(IMPORT, {"table": TABLE}))
        task(province, "1", title="Có người vừa thêm")
        answer = self.confirmed(keeping, page)
        assert answer.status_code == 409
        assert "Chưa ghi gì cả" in words(page_of(answer))
        self.confirmed(keeping, page_of(answer))
        assert ResolutionTask.objects.get(number="1").title == "Mở lớp"

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"table": "Chào bạn"},
            {"file": b""},
            {"file": b"MZ\x90\x00"},
            {"file": b"\x89PNG...."},
            {"file": b"PK\x03\x04nothing"},
            {"file": "Số;Tên\n1;2".encode()},
            {"file": b"STT;Nhiem vu\n"},
        ],
    )
    def test_what_is_no_table_is_answered_in_words(self, keeping, typed):
        if "file" in typed:
            file = BytesIO(typed["file"])
            file.name = "bang.xlsx"
            typed = {"file": file}
        answer = keeping.post(IMPORT, typed)
        assert answer.status_code == 422
        said = words(page_of(answer).select_one(".error-summary li"))
        assert "họ và tên" not in said  # as of a list of people
        assert not ResolutionTask.objects.exists()
