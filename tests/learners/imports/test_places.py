"""From what lists say of places to the communes of today: by rule, or asked, never guessed."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms.core
from learners.imports import places
from learners.imports.places import Places
from learners.people.models import Learner
from lms.core.identity import fold

DATA = Path(lms.core.__file__).parent / "data"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COMMUNES = [
    (row["code"], row["name"], "", "phuong" if row["kind"] == "phường" else "xa")
    for row in table("communes.csv")
]
FORMER = table("former_units.csv")
BY_NAME = {name: code for code, name, _, _ in COMMUNES}
PLACES = Places(COMMUNES, FORMER)


def found(text: str, district: str = "") -> tuple[str | None, str]:
    """The commune's name today, and how it was found."""
    place = PLACES.read(text, district)
    names = {code: name for name, code in BY_NAME.items()}
    return names.get(place.code), place.mapping


def at(address: str) -> tuple[str | None, str, str]:
    """The commune of an address, how it was found, and the hamlet."""
    place = PLACES.read(address, address=True)
    names = {code: name for name, code in BY_NAME.items()}
    return names.get(place.code), place.mapping, place.hamlet


class TestOfToday:
    @pytest.mark.parametrize(("code", "name"), [(code, name) for code, name, _, _ in COMMUNES])
    def test_every_commune_by_code_and_by_name(self, code, name):
        assert found(code) == (name, "code")
        assert found(name) == found(f"xã {name}".upper()) == found(f"X. {name}") == (name, "name")

    def test_a_code_that_excel_robbed_of_its_zero(self):
        assert found("5503") == found("5503.0") == ("Tân Cương", "code")

    def test_old_and_new_tone_placement(self):
        assert found("Nam Hoà") == ("Nam Hòa", "name")

    def test_accents_tell_namesakes_apart(self):
        assert found("Văn Lang") == ("Văn Lang", "name")
        assert found("xã Văn Lăng") == ("Văn Lăng", "name")

    @pytest.mark.parametrize("text", ["van lang", "Xã Van Lang", "VAN LANG"])
    def test_without_accents_they_are_asked_about(self, text):
        place = PLACES.read(text)
        assert (place.code, place.asks) == (None, True)
        assert place.problem.endswith("hãy chọn xã Văn Lang hay xã Văn Lăng.")

    def test_a_district_tells_them_apart_too(self):
        assert found("van lang", "Na Rì") == ("Văn Lang", "former")
        assert found("van lang", "huyện Đồng Hỷ") == ("Văn Lăng", "former")

    @pytest.mark.parametrize(
        "name", [name for _, name, _, _ in COMMUNES if fold(name) not in ("van lang",)]
    )
    def test_any_other_name_without_accents(self, name):
        assert found(fold(name)) == found(f"xa {fold(name)}") == (name, "name")

    def test_a_ward_whose_name_begins_like_the_word_for_ward(self):
        assert found("phuong tien") == ("Phượng Tiến", "name")

    def test_labels_are_as_people_write_them(self):
        assert (PLACES.label("05503"), PLACES.label("05467")) == ("xã Tân Cương", "phường Gia Sàng")


class TestFormer:
    @pytest.mark.parametrize(
        "row",
        [row for row in FORMER if row["split"] == "0"],
        ids=lambda row: f"{row['old_code']}-{row['old_name']}",
    )
    def test_every_unit_that_went_whole_by_name_and_district(self, row):
        written = (
            f"{row['old_kind']} {row['old_name']}, {row['old_district']}, {row['old_province']}"
        )
        assert found(written) == (row["new_name"], "former")
        assert found(row["old_name"], row["old_district"]) == (row["new_name"], "former")

    def test_a_name_that_only_one_former_unit_had_needs_no_district(self):
        assert found("Hoàng Văn Thụ") == ("Phan Đình Phùng", "former")

    @pytest.mark.parametrize(
        ("text", "district", "choices"),
        [
            ("Cam Giá", "", "phường Gia Sàng hay phường Tích Lương"),
            ("Thượng Đình", "", "xã Điềm Thụy hay xã Phú Bình"),
            ("Gia Sàng", "TP Thái Nguyên", "phường Phan Đình Phùng hay phường Gia Sàng"),
            ("05461", "", "phường Phan Đình Phùng hay phường Gia Sàng"),
        ],
    )
    def test_the_three_split_units_are_asked_about(self, text, district, choices):
        place = PLACES.read(text, district)
        assert (place.code, place.asks) == (None, True)
        assert place.problem.endswith(f"cũ đã chia về nhiều nơi; hãy chọn {choices}.")

    @pytest.mark.parametrize("name", ["Tân Lập", "Tân Thịnh", "Hương Sơn", "Tân Long"])
    def test_a_name_that_several_had_asks_for_the_district(self, name):
        place = PLACES.read(name)
        went = {row["new_code"] for row in FORMER if row["old_name"] == name}
        assert (place.code is None, place.asks) == (len(went) > 1, len(went) > 1)

    def test_a_kind_that_today_s_namesake_does_not_have_asks(self):
        assert found("xã Tân Thành") == ("Tân Thành", "name")
        assert PLACES.read("phường Tân Thành").problem == (
            "“Tân Thành” có thể là xã Tân Thành, phường Tân Thành (thành phố Thái Nguyên); "
            "hãy chọn xã Tân Thành hay phường Tích Lương."
        )

    def test_a_commune_that_is_said_to_be_a_ward_by_now_is_still_itself(self):
        assert found("phường Phú Bình") == ("Phú Bình", "name")

    def test_a_district_that_the_commune_never_was_in_asks(self):
        place = PLACES.read("Tân Cương", "huyện Đại Từ")
        assert (place.asks, place.problem) == (
            True,
            "xã Tân Cương không thuộc “huyện Đại Từ” cũ. Hãy kiểm tra.",
        )
        assert PLACES.read("Hoàng Văn Thụ", "huyện Đại Từ").asks is True
        assert found("Đại Phúc", "Đại Từ") == ("Đại Phúc", "name")

    def test_a_district_of_another_province_asks(self):
        place = PLACES.read("Tân Cương", "Sóc Sơn")
        assert (place.asks, place.problem) == (
            True,
            "trong tỉnh không có huyện “Sóc Sơn”. Hãy kiểm tra.",
        )


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("Xóm Guộc, xã Tân Cương, tỉnh Thái Nguyên", ("Tân Cương", "name", "Xóm Guộc")),
            (
                "Xóm Guộc, xã Tân Cương, TP. Thái Nguyên, tỉnh Thái Nguyên",
                ("Tân Cương", "former", "Xóm Guộc"),
            ),
            ("Xóm 5, Hùng Sơn, Đại Từ, Thái Nguyên", ("Đại Phúc", "former", "Xóm 5")),
            ("Thôn 3, Tân Lập, Chợ Đồn, Bắc Kạn", ("Quảng Bạch", "former", "Thôn 3")),
            (
                "xóm Đồng Xe xã Vô Tranh huyện Phú Lương",
                ("Vô Tranh", "former", "xóm Đồng Xe"),
            ),
            ("Số 12, tổ 5, phường Quan Triều", ("Quan Triều", "name", "tổ 5")),
            ("Bản Ngoại, Đại Từ", ("Phú Thịnh", "former", "Bản Ngoại")),
            ("x.Phúc Hà - tp.Thái Nguyên", ("Quyết Thắng", "former", "")),
            ("Tổ 5", (None, "", "Tổ 5")),
            ("phố Chu Văn An", (None, "", "phố Chu Văn An")),
            ("Thái Nguyên", (None, "", "")),
            ("", (None, "", "")),
        ],
    )
    def test_the_commune_and_the_hamlet_of_an_address(self, address, expected):
        assert at(address) == expected

    @pytest.mark.parametrize(
        "address",
        [
            "xã Xuân Giang, huyện Sóc Sơn, Hà Nội",
            "xóm 1, xã Tân Cương, tỉnh Tuyên Quang",
            "phường 3, TP Hồ Chí Minh",
        ],
    )
    def test_outside_the_province_is_refused(self, address):
        place = PLACES.read(address, address=True)
        assert (place.code, place.asks) == (None, False)
        assert place.problem == f"“{address}” ở ngoài tỉnh Thái Nguyên, nên không nhận."


class TestUnknown:
    def test_a_slip_is_asked_about(self):
        place = PLACES.read("Tan Cuog")
        assert (place.code, place.asks) == (None, True)
        assert place.problem == "không có “Tan Cuog” trong tỉnh; có phải xã Tân Cương không?"

    def test_an_unknown_name_is_refused(self):
        place = PLACES.read("xã Xuân Giang")
        assert (place.code, place.asks) == (None, False)
        assert place.problem == (
            "không có “Xuân Giang” trong tỉnh Thái Nguyên. "
            "Hãy ghi xã, phường hiện nay, hoặc tên cũ kèm huyện."
        )

    def test_an_unknown_code_is_refused(self):
        assert PLACES.read("99999").problem == (
            "không có mã xã, phường 99999 trong tỉnh. Hãy kiểm tra lại."
        )

    @given(st.text(max_size=80), st.text(max_size=20), st.booleans())
    def test_any_text_is_a_place_a_question_a_refusal_or_nothing(self, text, district, address):
        place = PLACES.read(text, district, address=address)
        assert (place.code is None) or (place.code in BY_NAME.values() and not place.asks)
        assert (place.code is None) or place.mapping in ("code", "name", "former")


def test_how_a_place_was_found_is_told_in_the_words_of_the_register():
    assert {places.CODE, places.NAME, places.FORMER} < set(Learner.Mapping.values)
