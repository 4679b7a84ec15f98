"""What one row says of a person: what is kept, what is said, what is asked, what is refused."""

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.imports.rows import WHOLE_LIST, Understanding
from learners.people.models import Learner
from lms.core.identity import fold, name_sort_key
from tests.learners.imports.test_places import COMMUNES, FORMER

TODAY = date(2026, 11, 24)
FIELDS = ["full_name", "birth_date", "sex", "id_number", "phone", "email", "commune", "hamlet"]
PERSON = {
    "full_name": "Nguyễn Thị Hồng",
    "birth_date": "05/03/1975",
    "sex": "Nữ",
    "id_number": "019175001234",
    "phone": "0912345678",
    "email": "hong@example.vn",
    "commune": "Xã Tân Cương",
    "hamlet": "Xóm Guộc",
}
APART = {"birth_date": None, "birth_month": "3", "birth_year": "1975"}


def understanding(columns, *, commune=None, organisation=None) -> Understanding:
    """How a list with these columns is read."""
    return Understanding(
        columns=columns,
        communes=COMMUNES,
        former_units=FORMER,
        organisations={
            "thcs tan cuong": [(7, "05503")],
            "hoi phu nu": [(8, "05503"), (9, "05500")],
            "tram y te": [(5, "05503"), (5, "05500")],
        },
        default_commune=commune,
        default_organisation=organisation,
        today=TODAY,
        hash_id=lambda number: f"#{number}",
    )


def row(said=None, *, of_list=None, **changed):
    """The row of a person, with some cells changed, added, or taken away (None).

    `of_list` are the commune and organisation of the whole list.
    """
    cells = (PERSON if said is None else said) | changed
    cells = {field: text for field, text in cells.items() if text is not None}
    reader = understanding(dict(enumerate(cells)), **(of_list or {}))
    return reader.row(5, list(cells.values()))


class TestAWholeRow:
    def test_everything_is_understood(self):
        assert asdict(row()) == {
            "line": 5,
            "full_name": "Nguyễn Thị Hồng",
            "search_key": "nguyen thi hong",
            "sort_key": name_sort_key("Nguyễn Thị Hồng"),
            "birth_year": 1975,
            "birth_month": 3,
            "birth_day": 5,
            "sex": "female",
            "commune": "05503",
            "hamlet": "Xóm Guộc",
            "address_recorded": "",
            "address_mapping": "name",
            "phone": "+84912345678",
            "email": "hong@example.vn",
            "organisation": None,
            "id_hash": "#019175001234",
            "id_last3": "234",
            "problems": [],
            "refused": False,
            "asks": False,
        }

    def test_a_row_that_breaks_off_is_a_row_with_empty_cells(self):
        reader = understanding(dict(enumerate(FIELDS)), commune="05503")
        short = reader.row(2, ["Ma Văn A", "1975"])
        assert (short.full_name, short.birth_year, short.refused) == ("Ma Văn A", 1975, False)

    @settings(max_examples=200)
    @given(st.lists(st.text(max_size=40), max_size=len(FIELDS)))
    def test_whatever_stands_in_it_a_row_is_read(self, cells):
        read = understanding(dict(enumerate(FIELDS))).row(1, cells)
        assert read.refused or read.asks or (read.full_name and read.birth_year and read.commune)
        assert not (read.refused and read.asks)
        assert not read.refused or read.problems
        assert read.birth_day is None or read.birth_month is not None
        assert bool(read.id_hash) == bool(read.id_last3)


class TestNames:
    @pytest.mark.parametrize("typed", ["NGUYỄN THỊ HỒNG", "nguyễn  thị hồng", "Nguyễn Thị Hồng "])
    def test_capitals_and_spaces_are_put_right(self, typed):
        assert row(full_name=typed).full_name == "Nguyễn Thị Hồng"

    def test_keys_are_those_of_the_register(self):
        read = row(full_name="H'HEN NIÊ")
        assert (read.search_key, read.sort_key) == (fold("H'Hen Niê"), name_sort_key("H'Hen Niê"))

    def test_two_columns_are_one_name(self):
        read = row(full_name=None, surname="Nguyễn Thị", given_name="Hồng")
        assert read.full_name == "Nguyễn Thị Hồng"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"full_name": ""}, "Họ và tên: để trống."),
            (
                {"full_name": "Hồng 75"},
                "Họ và tên: Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 5 7",
            ),
            (
                {"full_name": None, "surname": "Nguyễn", "given_name": ""},
                "Họ và tên: thiếu họ hoặc tên. Hãy ghi đủ.",
            ),
        ],
    )
    def test_nobody_is_registered_without_a_name(self, changed, said):
        read = row(**changed)
        assert (read.refused, read.problems) == (True, [said])


class TestBirths:
    def test_an_empty_date_is_taken_from_the_number_and_said(self):
        read = row(birth_date="")
        assert (read.birth_year, read.birth_month, read.refused) == (1975, None, False)
        assert read.problems == ["Ngày sinh: để trống; lấy năm 1975 theo số định danh."]

    def test_without_either_the_row_is_refused(self):
        read = row(birth_date="", id_number="")
        assert (read.refused, read.problems) == (
            True,
            ["Ngày sinh: để trống. Hãy ghi ngày sinh hoặc năm sinh."],
        )

    def test_a_date_that_cannot_be_refuses_and_one_that_may_be_turned_asks(self):
        assert row(birth_date="05/03/2030").refused is True
        turned = row(birth_date="03/25/1975")
        assert (turned.asks, turned.birth_day, turned.birth_month) == (True, 25, 3)

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"birth_date": None, "birth_year": "1975"}, (1975, None, None)),
            ({"birth_date": "05/03", "birth_year": "1975"}, (1975, 3, 5)),
            ({"birth_date": "05/03/1975", "birth_year": "1975"}, (1975, 3, 5)),
            ({"birth_date": "không rõ", "birth_year": "1975"}, (1975, None, None)),
            ({"birth_date": "05/03/1975", "birth_year": "?"}, (1975, 3, 5)),
            ({**APART, "birth_day": "5"}, (1975, 3, 5)),
            ({**APART, "birth_day": ""}, (1975, 3, None)),
            ({"birth_date": None, "sex": None, "male": "", "female": "05/03/1975"}, (1975, 3, 5)),
        ],
    )
    def test_a_date_in_several_columns(self, changed, expected):
        read = row(**changed)
        assert (read.birth_year, read.birth_month, read.birth_day) == expected
        assert (read.refused, read.asks) == (False, False)

    def test_date_and_year_that_differ_ask(self):
        read = row(birth_year="1976")
        assert (read.asks, read.problems) == (
            True,
            ["Ngày sinh “05/03/1975” và năm sinh “1976” khác nhau. Hãy kiểm tra lại."],
        )


class TestSexes:
    @pytest.mark.parametrize(
        ("typed", "sex"), [("Nam", "male"), ("NỮ", "female"), ("nu", "female"), ("F", "female")]
    )
    def test_words_for_it(self, typed, sex):
        assert row(id_number="", sex=typed).sex == sex

    @pytest.mark.parametrize(
        ("male", "female", "sex"),
        [("x", "", "male"), ("", "X", "female"), ("0", "1", "female"), ("", "", "")],
    )
    def test_marks_for_it(self, male, female, sex):
        read = row(id_number="", sex=None, male=male, female=female)
        assert (read.sex, read.problems) == (sex, [])

    def test_what_is_not_understood_is_left_out_and_said(self):
        assert row(sex="khác").problems == ["Giới tính: không hiểu “khác”; để trống."]
        both = row(sex=None, male="x", female="x")
        assert both.problems == ["Giới tính: đánh dấu cả nam và nữ; để trống."]


class TestNumbers:
    def test_a_number_without_its_zero_gets_it_back_and_it_is_said(self):
        read = row(id_number="19175001234")
        assert (read.id_hash, read.asks) == ("#019175001234", False)
        assert read.problems == ["Số định danh: đã thêm số 0 ở đầu mà Excel làm mất."]

    def test_another_birth_year_asks_and_corrects_nothing(self):
        read = row(birth_date="05/03/1976")
        assert (read.birth_year, read.id_last3, read.asks) == (1976, "234", True)
        assert read.problems == [
            "Số định danh: theo số này thì sinh năm 1975, danh sách ghi 1976. Hãy kiểm tra lại."
        ]

    def test_another_sex_asks_and_corrects_nothing(self):
        read = row(sex="Nam")
        assert (read.sex, read.asks) == ("male", True)
        assert read.problems == [
            "Số định danh: theo số này thì là nữ, danh sách ghi nam. Hãy kiểm tra lại."
        ]

    def test_an_old_number_is_not_kept_and_costs_nobody_the_row(self):
        read = row(id_number="091234567")
        assert (read.id_hash, read.id_last3, read.refused, read.asks) == ("", "", False, False)
        assert read.problems == [
            "Số định danh: Đây là số chứng minh nhân dân 9 số, đã hết giá trị. "
            "Hãy dùng số định danh 12 số. Để trống."
        ]

    def test_a_number_of_somebody_not_yet_born_is_left_out(self):
        read = row(id_number="019399001234")
        assert (read.id_hash, read.problems) == (
            "",
            ["Số định danh: theo số này thì sinh năm 2099, không thể đúng; để trống."],
        )

    def test_an_unknown_place_of_birth_is_said_and_kept(self):
        read = row(id_number="003175001234")
        assert (read.id_last3, read.asks) == ("234", False)
        assert read.problems == ["Số định danh: mã nơi khai sinh 003 lạ; hãy xem lại giấy tờ."]


class TestPlaces:
    def test_an_empty_commune_is_that_of_the_list(self):
        read = row(commune=None, of_list={"commune": "05500"})
        assert (read.commune, read.address_mapping, read.refused) == ("05500", WHOLE_LIST, False)

    def test_without_one_the_row_is_refused(self):
        read = row(commune="")
        assert (read.refused, read.problems) == (
            True,
            ["Xã, phường: để trống. Hãy ghi xã, phường nơi ở."],
        )

    def test_an_address_gives_commune_and_hamlet_and_is_kept_as_it_was(self):
        cells = {"full_name": "Ma A", "birth_year": "1975", "address": "Thôn 3, Tân Lập, Chợ Đồn"}
        read = row(cells)
        assert (read.commune, read.hamlet, read.address_mapping) == ("02038", "Thôn 3", "former")
        assert read.address_recorded == "Thôn 3, Tân Lập, Chợ Đồn"

    def test_a_former_commune_is_kept_as_it_was_written(self):
        read = row(commune="Tân Lập", district="Chợ Đồn")
        assert (read.commune, read.address_recorded) == ("02038", "Tân Lập, Chợ Đồn")

    def test_a_split_unit_asks_even_when_the_list_has_a_commune(self):
        read = row(commune="Cam Giá", of_list={"commune": "05503"})
        assert (read.commune, read.asks, read.refused) == (None, True, False)
        assert read.problems == [
            "Xã, phường: phường Cam Giá (thành phố Thái Nguyên) cũ đã chia về nhiều nơi; "
            "hãy chọn phường Gia Sàng hay phường Tích Lương."
        ]

    def test_outside_the_province_is_refused(self):
        cells = {"full_name": "Ma A", "birth_year": "1975", "address": "xã A, tỉnh Tuyên Quang"}
        read = row(cells)
        assert (read.refused, read.problems) == (
            True,
            ["Địa chỉ: “xã A, tỉnh Tuyên Quang” ở ngoài tỉnh Thái Nguyên, nên không nhận."],
        )

    def test_the_apostrophe_of_an_export_is_not_part_of_the_text(self):
        assert row(hamlet="'=Xóm 1").hamlet == "=Xóm 1"


class TestContacts:
    def test_a_bad_phone_or_address_costs_nobody_the_row(self):
        read = row(phone="113", email="hong@")
        assert (read.phone, read.email, read.refused, read.asks) == ("", "", False, False)
        assert read.problems == [
            "Điện thoại: “113” không phải số di động; để trống.",
            "Thư điện tử: “hong@” không phải địa chỉ; để trống.",
        ]

    def test_an_address_of_mail_is_kept_in_small_letters(self):
        assert row(email=" Hong@Example.VN ").email == "hong@example.vn"


class TestOrganisations:
    def test_by_name_and_the_namesake_of_the_commune(self):
        assert row(organisation="").organisation is None
        assert row(organisation="THCS Tân Cương").organisation == 7
        assert row(organisation="Hội Phụ nữ").organisation == 8

    def test_namesakes_that_were_merged_are_one(self):
        read = row(organisation="Trạm Y tế", commune="Đại Phúc")
        assert (read.organisation, read.problems) == (5, [])

    def test_an_unknown_one_is_said(self):
        assert row(organisation="Công ty X").problems == [
            "Cơ quan, đơn vị: chưa có trong sổ đơn vị: “Công ty X”; để trống."
        ]

    def test_the_one_of_the_list_stands_in(self):
        read = row(organisation="Phòng 3", of_list={"organisation": 3})
        assert (read.organisation, read.problems) == (
            3,
            ["Cơ quan, đơn vị: chưa có trong sổ đơn vị: “Phòng 3”; ghi theo đơn vị của danh sách."],
        )


def test_the_words_for_sex_and_place_are_those_of_the_register():
    assert {"male", "female"} == set(Learner.Sex.values)
    assert WHOLE_LIST in Learner.Mapping.values
