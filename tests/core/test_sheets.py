"""Tables out: what people wrote is text in Excel, never a formula."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.core.sheets import Sheet, safe, write_workbook

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
