"""The form by which a person comes onto the register."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.people.forms import CommuneField, RegisterForm, commune_label
from learners.people.selectors import communes_matching
from lms.core.identity import fold
from lms.core.models import Area

pytestmark = pytest.mark.django_db

NAMESAKES = {"Văn Lang", "Văn Lăng"}


def choose(typed: str) -> Area:
    """What the field makes of what was typed."""
    return CommuneField().clean(typed)


@pytest.fixture
def communes(areas) -> list[Area]:
    """All 92."""
    return list(Area.objects.communes())


class TestCommunes:
    @pytest.mark.parametrize(
        "typed",
        [
            "Tân Cương",
            "tân cương",
            "TÂN CƯƠNG",
            "tan cuong",
            "  Tân   Cương ",
            "xã Tân Cương",
            "Xã Tân Cương",
            "xa tan cuong",
            "XÃ TÂN CƯƠNG",
            unicodedata.normalize("NFD", "Xã Tân Cương"),
            "tân cươ",
        ],
    )
    def test_a_commune_is_found_however_it_is_typed(self, commune, typed):
        assert choose(typed) == commune

    def test_every_commune_is_found_by_the_label_of_the_list(self, communes):
        assert [choose(commune_label(area)) for area in communes] == communes

    def test_every_commune_is_found_by_its_name_with_marks(self, communes):
        spellings = (str, lambda a: a.name, lambda a: unicodedata.normalize("NFD", a.name))
        assert [[choose(spell(area)) for area in communes] for spell in spellings] == [communes] * 3

    def test_every_commune_but_namesakes_is_found_without_marks(self, communes):
        alone = [area for area in communes if area.name not in NAMESAKES]
        assert [choose(fold(area.name)) for area in alone] == alone
        assert [choose(fold(str(area))) for area in alone] == alone

    @pytest.mark.parametrize("typed", ["van lang", "VAN LANG", "xa van lang"])
    def test_a_name_that_fits_two_is_asked_back_naming_both(self, areas, typed):
        both = sorted(Area.objects.filter(search_key="van lang"), key=lambda area: area.sort_key)
        with pytest.raises(ValidationError) as refusal:
            choose(typed)
        assert refusal.value.messages == [
            f"Có 2 nơi khớp: {commune_label(both[0])}; {commune_label(both[1])}. Hãy chọn một nơi."
        ]

    @pytest.mark.parametrize("name", sorted(NAMESAKES))
    def test_namesakes_are_told_apart_by_their_marks(self, areas, name):
        assert choose(name).name == name

    @pytest.mark.parametrize("typed", ["Hà Nội", "xyz", "Tân Cương 2", "Xã Hà Nội (Hà Nội)"])
    def test_an_unknown_place_is_said_to_be_unknown(self, areas, typed):
        with pytest.raises(ValidationError) as refusal:
            choose(typed)
        assert refusal.value.messages == [
            "Không có xã, phường nào tên như vậy. Hãy chọn trong danh sách."
        ]

    def test_what_fits_nearly_all_is_asked_back_with_a_few_names(self, areas):
        with pytest.raises(ValidationError) as refusal:
            choose("(")
        few = "; ".join(commune_label(area) for area in communes_matching("")[:6])
        assert refusal.value.messages == [f"Có 92 nơi khớp: {few}. Hãy chọn một nơi."]

    def test_the_province_is_no_commune(self, areas):
        found = {area.level for area in communes_matching("Thái Nguyên")}
        assert found <= {"commune"}

    def test_what_was_typed_with_marks_stands_on_top(self, areas):
        assert [area.name for area in communes_matching("văn lăng")] == ["Văn Lăng", "Văn Lang"]
        assert [area.name for area in communes_matching("văn lang")] == ["Văn Lang", "Văn Lăng"]


class TestTheForm:
    @pytest.fixture
    def filled(self, areas):
        """The form, filled in; everything can be filled in otherwise."""

        def fill(**otherwise) -> RegisterForm:
            data = {
                "full_name": "Nguyễn Thị Lan",
                "birth_year": "1975",
                "commune": "Tân Cương",
                "consent_study": "on",
            }
            return RegisterForm({**data, **otherwise})

        return fill

    def test_it_gives_clean_values(self, filled, commune):
        form = filled(full_name=unicodedata.normalize("NFD", " nguyễn Lan "))
        assert (form.errors, form.cleaned_data, form.consents()) == (
            {},
            {
                "full_name": "nguyễn Lan",
                "birth_year": 1975,
                "commune": commune,
                "guardian_name": "",
                "consent_study": True,
                "consent_contact": False,
            },
            ["study"],
        )

    def test_each_purpose_is_its_own_box(self, filled):
        form = filled(consent_contact="on")
        assert (form.is_valid(), form.consents()) == (True, ["study", "contact"])

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("full_name", "", "Hãy nhập họ và tên của bạn."),
            ("full_name", "Lan 9", "Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 9"),
            ("full_name", "a" * 121, "Họ và tên dài quá 120 ký tự. Hãy kiểm tra lại."),
            ("birth_year", "", "Hãy nhập năm sinh của bạn."),
            ("birth_year", "bảy lăm", "Năm sinh gồm 4 số, ví dụ 1975."),
            ("birth_year", "75", "Năm sinh gồm 4 số, ví dụ 1975."),
            ("birth_year", "19755", "Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975."),
            ("birth_year", "9" * 400, "Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975."),
            ("commune", "", "Hãy chọn xã, phường nơi bạn ở."),
            (
                "commune",
                "Hà Nội",
                "Không có xã, phường nào tên như vậy. Hãy chọn trong danh sách.",
            ),
            (
                "consent_study",
                "",
                "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý ở ô thứ nhất dưới đây. "
                "Bạn vẫn học được mà không cần ghi tên.",
            ),
        ],
    )
    def test_each_field_is_refused_in_its_own_words(self, filled, field, typed, sentence):
        assert filled(**{field: typed}).errors == {field: [sentence]}

    def test_next_year_is_no_birth_year(self, filled):
        form = filled(birth_year=str(timezone.localdate().year + 1))
        assert form.errors == {"birth_year": ["Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975."]}

    @pytest.mark.parametrize("typed", ["Lan\x00", "\x00"])
    def test_a_null_byte_is_refused(self, filled, typed):
        assert filled(full_name=typed).is_valid() is False
