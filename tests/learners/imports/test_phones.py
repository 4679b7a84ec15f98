"""Phone numbers as lists hold them: given back their zero, brought up to date, or left out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.imports.phones import read_phone

mobiles = st.from_regex(r"[35789][0-9]{8}", fullmatch=True)


class TestTaken:
    @pytest.mark.parametrize(
        "text",
        [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84 912345678",
            "84912345678",
            "'0912345678",
        ],
    )
    def test_a_whole_number(self, text):
        assert read_phone(text) == ("+84912345678", "")

    @pytest.mark.parametrize("text", ["912345678", "912345678.0", "912 345 678"])
    def test_the_zero_that_excel_took_is_put_back(self, text):
        assert read_phone(text) == ("+84912345678", "đã thêm số 0 ở đầu mà Excel làm mất.")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("01681234567", "0381234567"),
            ("01201234567", "0701234567"),
            ("01291234567", "0821234567"),
            ("01861234567", "0561234567"),
            ("01991234567", "0591234567"),
        ],
    )
    def test_a_number_from_before_2018_is_the_one_of_today(self, old, new):
        said = f"đã đổi số cũ 11 chữ số {old} thành {new}."
        assert read_phone(old) == (f"+84{new[1:]}", said)
        assert read_phone(old[1:]) == (f"+84{new[1:]}", said)
        assert read_phone("84" + old[1:]) == (f"+84{new[1:]}", said)

    @pytest.mark.parametrize(
        "text",
        [
            "0912345678; 0987654321",
            "0912345678/0987654321",
            "0912 345 678, 0987 654 321",
            "0912345678 0987654321",
            "0912345678; 02083851234",
        ],
    )
    def test_of_two_numbers_the_first_is_kept_and_it_is_said(self, text):
        assert read_phone(text) == ("+84912345678", f"“{text}” có nhiều số; giữ 0912345678.")

    @pytest.mark.parametrize("text", ["0912345678 (Zalo)", "Bà Lan: 0912.345.678", "ĐT 0912345678"])
    def test_words_beside_it_do_no_harm(self, text):
        assert read_phone(text) == ("+84912345678", "")

    @given(mobiles)
    def test_what_excel_did_to_a_number_is_undone(self, local):
        assert read_phone(local)[0] == read_phone(f"0{local}")[0] == f"+84{local}"
        assert read_phone(f"{local}.0")[0] == read_phone(f"84{local}.0")[0] == f"+84{local}"


class TestLeftOut:
    @pytest.mark.parametrize("text", ["02083851234", "0280385123", "2083851234", "0209.3870.123"])
    def test_a_landline_is_named(self, text):
        digits = re.sub(r"\D", "", text)
        shown = digits if digits.startswith("0") else "0" + digits
        said = f"{shown} là số máy bàn, không nhận được tin nhắn; để trống."
        assert read_phone(text) == ("", said)

    def test_a_rounded_number_cannot_be_read_any_more(self):
        said = "“8.49E+10” đã bị Excel làm tròn, không còn đọc được; để trống."
        assert read_phone("8.49E+10") == ("", said)

    @pytest.mark.parametrize("text", ["không có", "0123", "113", "0112345678", "abc; def"])
    def test_what_is_no_number(self, text):
        assert read_phone(text) == ("", f"“{text}” không phải số di động; để trống.")

    @given(st.text() | st.from_regex(r"[0-9 .;/+-]{0,25}", fullmatch=True))
    def test_any_text_is_a_number_or_a_sentence(self, text):
        phone, said = read_phone(text)
        assert re.fullmatch(r"\+84[35789][0-9]{8}", phone) or (phone == "" and said.endswith("."))
        if phone:
            assert read_phone(phone) == (phone, "")
