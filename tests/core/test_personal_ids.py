"""Personal ID numbers: what their digits say, what Excel does to them, what is kept of them."""

import csv
import hashlib
import hmac
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms.core
from lms.core import identity
from lms.core.identity import hash_personal_id, mask_personal_id, parse_personal_id, proper_case

PROVINCES = sorted(identity._BIRTH_PROVINCES)
numbers = st.builds(
    "{}{}{:02d}{:06d}".format,
    st.sampled_from(PROVINCES),
    st.integers(0, 9),
    st.integers(0, 99),
    st.integers(0, 999_999),
)
NO_ID = "Số định danh (CCCD) có 12 chữ số. Ví dụ: 019075001234."


class TestReadingANumber:
    @pytest.mark.parametrize(
        "typed",
        [
            "019175001234",
            "019 175 001 234",
            "019.175.001.234",
            "019-175-001-234",
            "'019175001234",
            "\u200b019175001234\u00a0",
        ],
    )
    def test_it_is_taken_however_it_is_spaced(self, typed):
        found = parse_personal_id(typed)
        assert found == ("019175001234", 1975, "female", False, True)

    @pytest.mark.parametrize(
        ("digit", "year", "sex"),
        [
            ("0", 1907, "male"),
            ("1", 1907, "female"),
            ("2", 2007, "male"),
            ("3", 2007, "female"),
            ("4", 2107, "male"),
            ("9", 2307, "female"),
        ],
    )
    def test_its_fourth_digit_tells_century_and_sex(self, digit, year, sex):
        found = parse_personal_id(f"019{digit}07001234")
        assert (found.birth_year, found.sex) == (year, sex)

    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("19175001234", "019175001234"),
            ("19175001234.0", "019175001234"),
            ("1175001234", "001175001234"),
        ],
    )
    def test_zeros_that_excel_took_are_put_back_and_it_is_said(self, typed, number):
        found = parse_personal_id(typed)
        assert (found.number, found.restored) == (number, True)

    def test_a_place_nobody_knows_is_marked_and_a_country_is_not(self):
        assert parse_personal_id("003175001234").known_place is False
        assert parse_personal_id("115175001234").known_place is True

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", NO_ID),
            ("abc", NO_ID),
            ("0191750012345", NO_ID),
            ("01917500123x", NO_ID),
            ("99175001234", NO_ID),
            ("０１９１７５００１２３４", NO_ID),
            ("٠١٩١٧٥٠٠١٢٣٤", NO_ID),
            (
                "091234567",
                "Đây là số chứng minh nhân dân 9 số, đã hết giá trị. Hãy dùng số định danh 12 số.",
            ),
            (
                "1.9175E+10",
                "Excel đã làm tròn số định danh nên không còn đọc được. Hãy định dạng cột là "
                "Văn bản (Text) rồi nhập lại số.",
            ),
        ],
    )
    def test_what_is_no_number_is_refused_in_a_sentence(self, typed, said):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            parse_personal_id(typed)
        assert str(refusal.value) == said

    @given(numbers)
    def test_a_number_robbed_of_its_zeros_comes_back_the_same(self, number):
        robbed = str(int(number))
        if len(robbed) >= 10:
            assert parse_personal_id(robbed).number == number

    @given(numbers, st.sampled_from(" .-"))
    def test_spacing_changes_nothing(self, number, separator):
        assert parse_personal_id(separator.join(number)) == parse_personal_id(number)

    @given(st.text() | st.from_regex(r"'?[0-9 .]{9,14}", fullmatch=True))
    def test_a_text_is_a_number_or_is_refused_in_a_sentence(self, typed):
        try:
            found = parse_personal_id(typed).number
        except ValueError as refusal:
            found = str(refusal)
        assert re.fullmatch(r"[0-9]{12}|.*\.", found)

    def test_the_provinces_are_those_of_the_table(self):
        table = Path(lms.core.__file__).parent / "data" / "cccd_province_codes.csv"
        with table.open(encoding="utf-8", newline="") as file:
            assert [row["code"] for row in csv.DictReader(file)] == PROVINCES


class TestWhatIsKept:
    @given(numbers, st.text(min_size=1))
    def test_the_hash_is_hmac_sha256(self, number, key):
        expected = hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()
        assert hash_personal_id(number, key) == expected

    def test_another_key_is_another_hash(self):
        assert hash_personal_id("019175001234", "a") != hash_personal_id("019175001234", "b")

    def test_what_is_shown_are_three_digits(self):
        assert (mask_personal_id("234"), mask_personal_id("")) == ("•••••••••234", "")


class TestCapitals:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("NGUYỄN THỊ HỒNG", "Nguyễn Thị Hồng"),
            ("nguyễn thị hồng", "Nguyễn Thị Hồng"),
            ("H'HEN NIÊ", "H'Hen Niê"),
            ("jean-pierre nguyễn", "Jean-Pierre Nguyễn"),
            ("ĐỖ Ô", "Đỗ Ô"),
            ("Nguyễn thị Hồng", "Nguyễn thị Hồng"),
            ("Trần T. Bình", "Trần T. Bình"),
        ],
    )
    def test_a_name_all_in_capitals_or_in_none_is_written_as_on_papers(self, typed, written):
        assert proper_case(typed) == written

    @given(st.text())
    def test_writing_it_twice_is_writing_it_once(self, text):
        assert proper_case(proper_case(text)) == proper_case(text)
