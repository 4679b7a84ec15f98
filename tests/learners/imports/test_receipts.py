"""The same file back, with what became of each row beside it: coloured, and in words."""

import csv
import io

import pytest
import xlsxwriter
from openpyxl import load_workbook

from learners.imports import receipts, services, tasks
from learners.imports.selectors import annotated_path
from lms.core.errors import DomainError
from lms.core.models import Job
from tests.learners.imports.lists import (
    AN,
    HEADINGS,
    NAMELESS,
    SAY,
    again,
    applied,
    apply,
    plan,
    planned,
    undo,
    upload,
)

pytestmark = pytest.mark.django_db


def as_xlsx(*rows) -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as writing:
        page = writing.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
    return book.getvalue()


def csv_back(taken) -> list[list[str]]:
    text = receipts.ready_file(taken).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # so that Excel reads the letters
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def test_a_csv_comes_back_as_csv_with_one_column_more(officer, commune):
    taken = applied(officer, AN, NAMELESS, AN, commune=commune)
    headings, *rows = csv_back(taken)
    assert headings == [*HEADINGS, "Kết quả"]
    assert [row[:-1] for row in rows] == [list(AN), list(NAMELESS), list(AN)]
    assert [row[-1].partition(":")[0] for row in rows] == [
        "Người mới",
        "Không nhận",
        "Đã có trong sổ",
    ]
    assert receipts.file_name(taken) == "danh sach - kết quả.csv"


def test_a_workbook_comes_back_line_by_line_and_coloured(officer, commune):
    title = ["DANH SÁCH HỌC VIÊN"]
    content = as_xlsx(title, [], HEADINGS, AN, NAMELESS, SAY)
    taken = apply(plan(upload(officer, content, name="xóm.xlsx", commune=commune)))
    sheet = load_workbook(receipts.ready_file(taken)).active
    last = len(HEADINGS) + 1
    assert [sheet.cell(3, column).value for column in (1, last)] == ["Họ và tên", "Kết quả"]
    results = [sheet.cell(line, last) for line in (4, 5, 6)]
    assert [cell.value.partition(":")[0] for cell in results] == [
        "Người mới",
        "Không nhận",
        "Người mới",
    ]
    assert len({cell.fill.fgColor.rgb for cell in results}) == 2
    assert sheet.cell(4, 3).value == "0912345678"  # as text: its zero stays


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_a_formula_that_came_in_goes_out_as_text(officer, commune, evil):
    row = ("Nguyễn Văn An", "01/02/1980", "", "", evil, "")
    text = csv_back(applied(officer, row, commune=commune))
    assert text[1][4] == "'" + evil
    taken = plan(upload(officer, as_xlsx(HEADINGS, row, AN), name="a.xlsx", commune=commune))
    cell = load_workbook(receipts.ready_file(taken)).active.cell(2, 5)
    assert (cell.data_type, cell.value) == ("s", "'" + evil)


def test_it_is_made_anew_once_the_list_has_moved_on(officer, commune):
    taken = planned(officer, AN, commune=commune)
    before = receipts.ready_file(taken).stat().st_mtime_ns
    taken = apply(taken)
    assert receipts.ready_file(taken).stat().st_mtime_ns > before
    assert receipts.ready_file(undo(taken)).exists()


def test_a_large_one_is_made_by_a_job(officer, commune, monkeypatch):
    monkeypatch.setattr(receipts, "AT_ONCE", 1)
    taken = applied(officer, AN, SAY, commune=commune)
    assert receipts.ready_file(taken) is None
    job = services.annotate(pk=taken.pk, actor=officer)
    tasks.annotate(job.pk)
    taken = again(taken)
    assert taken.job.state == Job.State.DONE
    assert len(csv_back(taken)) == 3


def test_nothing_half_written_is_left(officer, commune):
    taken = applied(officer, AN, commune=commune)
    receipts.ready_file(taken)
    assert annotated_path(taken).exists()
    assert list(annotated_path(taken).parent.glob("*.part")) == []


def test_after_the_rows_are_forgotten_it_says_so(officer, commune):
    taken = applied(officer, AN, commune=commune)
    taken.file.delete(save=True)
    with pytest.raises(DomainError, match="đã được xóa theo thời hạn lưu"):
        receipts.ready_file(again(taken))
