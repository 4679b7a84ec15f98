"""Tables out: what people wrote is text in Excel, never a formula."""

import csv
import string
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.core.sheets import Sheet, as_csv, safe, write_workbook, write_xlsx

printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def reread(*rows):
    """The cells of a written sheet, as Excel would find them."""
    book = load_workbook(write_workbook(Sheet("Bảng", ["Tên", "Số"], rows)))
    return [list(row) for row in book["Bảng"].iter_rows(min_row=2)]


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://vidu.vn","Bấm")',
        "=1+1",
        "+84912345678",
        "-2",
        "@SUM(A1:A9)",
        "\t=1",
        "\r=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        '=cmd|" /C calc"!A0',
    ],
)
def test_what_excel_would_run_becomes_text(typed):
    cell = reread([typed, 1])[0][0]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@given(st.text("=+-@\t\r＝＋－＠", max_size=2), printable)
def test_no_text_is_ever_a_formula(start, text):
    assert reread([start + text, 1])[0][0].data_type != "f"


@given(st.text(string.ascii_letters + "ăâđêôơư ", min_size=1))
def test_a_plain_text_is_left_alone(text):
    assert safe(text) == text


def test_numbers_stay_numbers():
    assert [cell.value for cell in reread(["Tân Cương", -5])[0]] == ["Tân Cương", -5]


def test_headings_are_bold_and_stay_in_sight():
    book = load_workbook(write_workbook(Sheet("Một", ["Tên"], []), Sheet("Hai", ["Số"], [])))
    seen = [(p.title, p["A1"].value, p["A1"].font.bold, p.freeze_panes) for p in book.worksheets]
    assert seen == [("Một", "Tên", True, "A2"), ("Hai", "Số", True, "A2")]


def test_what_no_sheet_can_hold_goes_on_in_the_next():
    out = BytesIO()
    write_xlsx(out, [Sheet("Sổ", ["Số"], ([n] for n in range(5)))], most=3)
    book = load_workbook(out)
    found = {page.title: [cell.value for cell in page["A"]] for page in book.worksheets}
    assert found == {"Sổ": ["Số", 0, 1], "Sổ 2": ["Số", 2, 3], "Sổ 3": ["Số", 4]}


cells = st.text(st.sampled_from("ăA1,;\"'\n\r =-\t"), max_size=6)


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n))))
def test_a_csv_is_what_the_library_writes(rows):
    heads = ["Tên"] * len(rows[0]) if rows else ["Tên"]
    written = StringIO()
    csv.writer(written).writerows([heads, *([safe(cell) for cell in row] for row in rows)])
    text = b"".join(as_csv(Sheet("Bảng", heads, map(tuple, rows))))
    assert text.decode("utf-8-sig") == written.getvalue()


def test_a_csv_is_text_that_excel_knows_and_does_not_run():
    rows = [["=1+1", None, date(2026, 3, 1)], ["Ma, An", 1.5, -2]]
    text = b"".join(as_csv(Sheet("Bảng", ["Tên", "Số", "Ngày"], rows)))
    assert text.decode("utf-8-sig").splitlines() == [
        "Tên,Số,Ngày",
        "'=1+1,,01/03/2026",
        '"Ma, An",1.5,-2',
    ]
    assert text.startswith(b"\xef\xbb\xbf")
