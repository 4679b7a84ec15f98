"""Birth dates as lists write them: day before month, and what cannot be is asked or refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.imports.dates import read_birth, read_day_and_month

TODAY = date(2026, 11, 24)
days = st.dates(min_value=date(1907, 1, 1), max_value=TODAY)


def read(text: str) -> tuple:
    """Year, month, day, what is said, and whether a person has to decide."""
    birth = read_birth(text, TODAY)
    return birth.year, birth.month, birth.day, birth.problem, birth.asks


class TestSpellings:
    @pytest.mark.parametrize(
        "text",
        [
            "05/03/1975",
            "5/3/1975",
            "5-3-1975",
            "5.3.1975",
            "05 / 03 / 1975",
            "1975-03-05",
            "1975-03-05 00:00:00",
            "1975-03-05T00:00:00",
            "1975/03/05",
            "05031975",
            "ngày 05 tháng 03 năm 1975",
            "05 tháng 03 năm 1975",
            "Sinh ngày 5/3/1975",
            "'05/03/1975",
            "27458",
            "27458.0",
        ],
    )
    def test_a_whole_date(self, text):
        assert read(text) == (1975, 3, 5, "", False)

    @pytest.mark.parametrize("text", ["1975", "1975.0", "00/00/1975", "năm 1975", "sinh năm 1975"])
    def test_a_year_alone(self, text):
        assert read(text) == (1975, None, None, "", False)

    @pytest.mark.parametrize("text", ["3/1975", "03-1975", "00/03/1975", "tháng 3 năm 1975"])
    def test_a_month_and_a_year(self, text):
        assert read(text) == (1975, 3, None, "", False)

    @given(days)
    def test_every_day_is_read_back(self, day):
        whole = (day.year, day.month, day.day, "", False)
        assert read(f"{day:%d/%m}/{day.year}") == whole
        assert read(f"{day.day}-{day.month}-{day.year}") == whole
        assert read(day.isoformat()) == whole

    @given(days)
    def test_every_day_number_of_excel_is_read_back(self, day):
        assert read(str((day - date(1899, 12, 30)).days)) == (
            day.year,
            day.month,
            day.day,
            "",
            False,
        )

    @given(st.text() | st.from_regex(r"[0-9/.\- ]{0,12}", fullmatch=True))
    def test_any_text_is_a_date_that_can_be_or_a_sentence(self, text):
        birth = read_birth(text, TODAY)
        if birth.year is None:
            assert birth.problem.endswith((".", "?"))
        else:
            assert TODAY.year - 120 <= birth.year <= TODAY.year
            if birth.day:
                assert date(birth.year, birth.month, birth.day) <= TODAY


class TestTwoFigures:
    @pytest.mark.parametrize(
        ("text", "year"), [("5/3/75", 1975), ("5/3/08", 2008), ("5/3/20", 2020), ("5/3/21", 1921)]
    )
    def test_the_latest_year_in_which_the_person_is_six(self, text, year):
        said = f"Ngày sinh “{text}” ghi năm hai chữ số; hiểu là {year}."
        assert read(text) == (year, 3, 5, said, False)


class TestAsking:
    def test_month_before_day_is_asked_about_when_there_is_no_such_month(self):
        said = (
            "Ngày sinh “12/25/1975” có vẻ ghi tháng trước ngày; có phải là ngày 25/12/1975 không?"
        )
        assert read("12/25/1975") == (1975, 12, 25, said, True)

    def test_day_before_month_whenever_it_can_be(self):
        assert read("03/04/1975") == (1975, 4, 3, "", False)

    @pytest.mark.parametrize("text", ["31/02/1975", "13/13/1975", "31/04/1975", "29/02/1975"])
    def test_a_day_that_never_was_leaves_the_year_and_asks(self, text):
        said = f"Ngày sinh “{text}” không có trong lịch; mới hiểu được năm 1975. Hãy kiểm tra lại."
        assert read(text) == (1975, None, None, said, True)

    @given(st.integers(1910, 2019))
    def test_a_bare_year_in_a_cell_formatted_as_a_date_is_asked_about(self, year):
        shown = date(1899, 12, 30) + timedelta(days=year)
        text = f"{shown.day:02d}/{shown.month:02d}/{shown.year}"
        said = f"Ô ngày sinh là {text}; có phải chỉ là năm {year} không?"
        assert read(text) == (year, None, None, said, True)


class TestRefusing:
    @pytest.mark.parametrize("text", ["01/01/1905", "05/03/2027", "1800", "05/03/1890"])
    def test_nobody_is_older_than_120_or_from_the_future(self, text):
        year = text[-4:]
        said = f"Ngày sinh “{text}” có năm {year}, không thể đúng. Hãy kiểm tra lại."
        assert read(text) == (None, None, None, said, False)

    def test_a_later_day_of_this_year(self):
        said = "Ngày sinh “25/11/2026” ở tương lai. Hãy kiểm tra lại."
        assert read("25/11/2026") == (None, None, None, said, False)

    @pytest.mark.parametrize(
        "text", ["abc", "", "05/03", "1975 tuổi Mão", "5/3/197", "-", "٣/٣/1975"]
    )
    def test_what_is_no_date(self, text):
        said = f"Không đọc được ngày sinh “{text}”. Hãy ghi theo ngày/tháng/năm, ví dụ 05/03/1975."
        assert read(text) == (None, None, None, said, False)


def test_day_and_month_may_stand_apart_from_the_year():
    assert [read_day_and_month(text) for text in ("05/03", "5-3", "05/03/75")] == [
        (5, 3),
        (5, 3),
        None,
    ]
