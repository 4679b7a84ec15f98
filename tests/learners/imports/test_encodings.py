"""Old letters: TCVN3 and VNI are recognised by their words and become Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.imports.encodings import from_tcvn3, from_vni, legacy_of, share_of_vietnamese
from tests.learners.imports.test_places import COMMUNES
from tests.learners.imports.test_reading import in_tcvn3, in_vni

NAMES = [name for _, name, _, _ in COMMUNES]
ALL = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"


class TestTcvn3:
    def test_every_letter_comes_back(self):
        assert from_tcvn3(in_tcvn3(ALL)) == ALL

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Th¸i Nguyªn", "Thái Nguyên"),
            ("NguyÔn ThÞ Hång", "Nguyễn Thị Hồng"),
            ("§ång Hû", "Đồng Hỷ"),
            ("NGUYÔN V¡N HîP", "NGUYỄN VĂN HỢP"),
            ("Lý Mü", "Lý Mỹ"),
        ],
    )
    def test_as_it_stands_in_old_files(self, typed, meant):
        assert from_tcvn3(typed) == meant


class TestVni:
    def test_every_letter_comes_back(self):
        assert from_vni(in_vni(ALL)) == ALL
        assert from_vni(in_vni(ALL.upper())) == ALL.upper()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Thaùi Nguyeân", "Thái Nguyên"),
            ("Nguyeãn Thò Hoàng", "Nguyễn Thị Hồng"),
            ("Ñoàng Hyû", "Đồng Hỷ"),
            ("NGUYEÃN VAÊN HÔÏP", "NGUYỄN VĂN HỢP"),
        ],
    )
    def test_as_it_stands_in_old_files(self, typed, meant):
        assert from_vni(typed) == meant


class TestTelling:
    def test_the_names_of_all_communes(self):
        old = [in_tcvn3(name) for name in NAMES], [in_vni(name) for name in NAMES]
        assert (legacy_of(NAMES), legacy_of(old[0]), legacy_of(old[1])) == ("", "tcvn3", "vni")

    @pytest.mark.parametrize(
        "texts",
        [
            [],
            ["", "abc", "1975"],
            ["Họ và tên"],
            ["NGUYỄN THỊ ỬNG", "GIÀNG A PÁO", "H’Hen Niê"],
            ["Nguyễn Thị Hồng – Đồng Hỷ (…)"],
        ],
    )
    def test_unicode_is_left_alone(self, texts):
        assert legacy_of(texts) == ""

    def test_all_communes_are_vietnamese_words(self):
        assert share_of_vietnamese(NAMES) == 1.0

    @given(st.lists(st.text()))
    def test_any_text_can_be_judged_and_converted(self, texts):
        assert legacy_of(texts) in ("", "tcvn3", "vni")
        assert all(isinstance(from_tcvn3(from_vni(text)), str) for text in texts)
