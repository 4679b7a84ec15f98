"""Columns are recognised as clerks name them, with and without accents, and by what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.imports.columns import FIELDS, guess_columns, headings_hash, missing
from learners.imports.headings import find_headings
from lms.core.identity import fold

PERSON = ["Nguyễn Thị Lan", "019175001234", "0912345678", "05/03/1975", "nữ", "lan@example.vn"]


def guessed(*headings: str, sample: list[list[str]] | None = None) -> list[str]:
    """The field of each heading, "" for none."""
    found = guess_columns(headings, sample or [])
    return [found.get(index, "") for index in range(len(headings))]


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "field"),
        [
            ("Họ và tên", "full_name"),
            ("HỌ TÊN", "full_name"),
            ("Họ, chữ đệm và tên", "full_name"),
            ("Họ và tên học viên (viết in hoa)", "full_name"),
            ("Ngày sinh", "birth_date"),
            ("Ngày, tháng, năm sinh", "birth_date"),
            ("Ngày tháng năm sinh (dd/mm/yyyy)", "birth_date"),
            ("NS", "birth_date"),
            ("Năm sinh", "birth_year"),
            ("Sinh năm", "birth_year"),
            ("Số CCCD", "id_number"),
            ("CMND/CCCD", "id_number"),
            ("Số định danh cá nhân", "id_number"),
            ("Số căn cước công dân", "id_number"),
            ("SĐT", "phone"),
            ("Số điện thoại (Zalo)", "phone"),
            ("Điện thoại", "phone"),
            ("Di động", "phone"),
            ("E-mail", "email"),
            ("Xã/phường", "commune"),
            ("Xã, phường, thị trấn", "commune"),
            ("Nơi ở", "address"),
            ("Địa chỉ thường trú", "address"),
            ("Thôn", "hamlet"),
            ("Xóm/tổ dân phố", "hamlet"),
            ("Bản", "hamlet"),
            ("Tổ", "hamlet"),
            ("Đơn vị", "organisation"),
            ("Cơ quan công tác", "organisation"),
            ("Giới tính", "sex"),
            ("Huyện", "district"),
            ("STT", "stt"),
            ("Ghi chú", "note"),
        ],
    )
    def test_with_and_without_accents(self, heading, field):
        assert guessed(heading) == [field]
        assert guessed(fold(heading)) == [field]

    @pytest.mark.parametrize(
        "heading",
        [
            "Dân tộc",
            "Tôn giáo",
            "Ngày cấp CCCD",
            "Nơi cấp",
            "Nơi sinh",
            "Quê quán",
            "Họ và tên chủ hộ",
            "Số điện thoại người thân",
            "Ký tên",
            "Tên khóa học",
            "Trình độ học vấn",
            "Chức vụ",
        ],
    )
    def test_what_only_resembles_one_or_is_not_collected_is_left_alone(self, heading):
        assert guessed(heading) == [""]

    def test_surname_and_given_name_in_two_columns(self):
        assert guessed("Họ đệm", "Tên") == ["surname", "given_name"]
        assert guessed("Họ", "Tên") == ["surname", "given_name"]
        sample = [["Nguyễn Văn", "An"], ["Ma Thị", "Bình"]]
        assert guessed("Họ và tên", "", sample=sample) == ["surname", "given_name"]

    def test_a_single_column_called_name_is_the_full_name(self):
        assert guessed("Tên", "Năm sinh") == ["full_name", "birth_year"]

    def test_columns_to_be_marked(self):
        assert guessed("Nam", "Nữ") == ["male", "female"]
        assert guessed("NAM", "NU") == ["male", "female"]
        assert guessed("Năm sinh Nam", "Năm sinh Nữ") == ["male", "female"]

    def test_year_and_man_are_told_apart_by_the_mark_or_by_what_is_there(self):
        assert guessed("Năm") == ["birth_year"]
        assert guessed("Nam", sample=[["1975"], ["1980"]]) == ["birth_year"]
        assert guessed("Nam", sample=[["x"], [""]]) == [""]

    def test_day_month_and_year_in_three_columns(self):
        headings = ["Ngày sinh Ngày", "Ngày sinh Tháng", "Ngày sinh Năm"]
        assert guessed(*headings) == ["birth_day", "birth_month", "birth_year"]

    def test_a_field_is_given_once_to_the_heading_that_names_it_best(self):
        assert guessed("Số điện thoại liên hệ (bố mẹ)", "Số điện thoại di động này", "SĐT") == [
            "",
            "",
            "phone",
        ]


class TestByValues:
    def test_columns_without_a_known_heading_are_told_by_what_they_hold(self):
        sample = [PERSON, ["Ma Văn A", "019080001234", "987654321", "1980", "Nam", "a@example.vn"]]
        assert guessed("a", "b", "c", "d", "e", "f", sample=sample) == [
            "full_name",
            "id_number",
            "phone",
            "birth_date",
            "sex",
            "email",
        ]

    def test_units_that_are_communes(self):
        sample = [["Ma A", "Xã Tân Cương"], ["Lý B", "Phường Tích Lương"]]
        assert guessed("Họ tên", "Đơn vị", sample=sample) == ["full_name", "commune"]

    def test_a_known_heading_is_not_overruled(self):
        assert guessed("Ghi chú", "SĐT", sample=[["0912345678", ""]] * 3) == ["note", "phone"]

    @given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.lists(st.text(max_size=20))))
    def test_whatever_stands_there_a_field_is_given_at_most_once(self, headings, sample):
        codes = [
            code for code in guess_columns(headings, sample).values() if code not in ("stt", "note")
        ]
        assert len(codes) == len(set(codes))
        assert set(codes) <= {field.code for field in FIELDS}


class TestMissing:
    def test_a_name_and_a_birth_will_do(self):
        assert missing({0: "full_name", 1: "birth_year"}) == []
        assert missing({0: "surname", 1: "given_name", 2: "female", 3: "male"}) == []
        assert missing({0: "full_name", 1: "id_number", 2: "note", 3: "note"}) == []

    def test_without_them_it_says_what_to_choose(self):
        assert missing({0: "surname", 1: "phone"}) == [
            "Chưa có cột họ và tên. Hãy chọn cột họ và tên, hoặc hai cột họ đệm và tên.",
            "Chưa có cột ngày sinh hoặc năm sinh. Hãy chọn cột ghi ngày sinh.",
        ]

    def test_a_field_chosen_twice(self):
        assert missing({0: "full_name", 1: "birth_year", 2: "phone", 3: "phone"}) == [
            "Có 2 cột cùng được chọn là “Điện thoại”. Hãy chỉ giữ một cột."
        ]

    def test_a_full_name_and_its_parts(self):
        assert missing({0: "full_name", 1: "given_name", 2: "birth_year"}) == [
            "Đã có cột họ và tên thì không chọn thêm cột họ đệm hoặc cột tên."
        ]


class TestHash:
    def test_the_same_headings_in_the_same_order_are_known_again(self):
        assert headings_hash(["Họ tên", "SĐT"]) == headings_hash(["HỌ  TÊN", "sdt"])
        assert headings_hash(["Họ tên", "SĐT"]) != headings_hash(["SĐT", "Họ tên"])
        assert headings_hash(["a b"]) != headings_hash(["a", "b"])
        assert len(headings_hash([])) == 64


class TestFindingTheLine:
    @given(st.lists(st.lists(st.text(max_size=15), max_size=6), max_size=12))
    def test_whatever_stands_there_a_line_is_found_or_not(self, lines):
        found = find_headings(lines)
        assert found is None or 0 <= found.line < max(len(lines), 1)

    def test_a_title_that_names_a_column_is_not_the_heading(self):
        lines = [
            ["Danh sách lớp", "", "Xã/phường: Tân Cương", ""],
            ["Stt", "Ho ten", "Nam sinh", "Dien thoai"],
            ["1", "Ma Văn A", "1975", "0912345678"],
        ]
        found = find_headings(lines)
        assert (found.line, found.height, found.names) == (1, 1, lines[1])

    def test_a_group_over_two_columns_gives_way_to_their_own_names(self):
        lines = [["TT", "Họ và tên", "Nơi ở", "", "SĐT"], ["", "", "Xóm", "Xã", ""]]
        assert find_headings(lines).names == ["TT", "Họ và tên", "Xóm", "Xã", "SĐT"]
