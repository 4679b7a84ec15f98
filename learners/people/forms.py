"""The form by which a person comes onto the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from learners.people.selectors import communes_matching
from lms.core.identity import LONGEST_NAME, clean_full_name, clean_text, fold
from lms.core.models import Area

_CONSENT = "consent_"


class CommuneField(forms.CharField):
    """One of the 92 communes, typed with or without marks; cleans to an Area.

    The page offers the list (templates/learners/people/register.html); without script a person
    types the name, and a name that fits several is asked back, never guessed.
    """

    def clean(self, value: Any) -> Area:
        typed = clean_text(str(super().clean(value)))
        bare, _, hint = typed.partition("(")
        spelt = {bare.strip().lower(), _name_of(bare).lower()}  # Phượng Tiến is no "phường Tiến"
        found = communes_matching(bare)
        same = [area for area in found if fold(area.name) in map(fold, spelt)] or found
        if hint:
            same = [area for area in same if fold(hint) == fold(area.former_place)] or same
        exact = [area for area in same if area.name.lower() in spelt]
        chosen = exact or same
        if len(chosen) == 1:
            return chosen[0]
        if not chosen:
            raise ValidationError("Không có xã, phường nào tên như vậy. Hãy chọn trong danh sách.")
        names = "; ".join(commune_label(area) for area in chosen[:6])
        raise ValidationError(f"Có {len(chosen)} nơi khớp: {names}. Hãy chọn một nơi.")


def _name_of(typed: str) -> str:
    words = typed.strip().split(maxsplit=1)
    if len(words) == 2 and fold(words[0]) in ("xa", "phuong"):
        return words[1]
    return typed.strip()


def commune_label(area: Area) -> str:
    """How a commune stands in the list: the old district tells namesakes apart."""
    return f"{area} ({area.former_place})"


class RegisterForm(forms.Form):
    """Name, birth year, commune, and one consent a purpose, none of them ticked beforehand."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=LONGEST_NAME + 80,  # before it is composed; the rule is in clean_full_name
        help_text="Viết có dấu, như trên giấy tờ. Tên này sẽ in trên giấy chứng nhận.",
        error_messages={"required": "Hãy nhập họ và tên của bạn."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_year = forms.IntegerField(
        label="Năm sinh",
        min_value=1900,
        help_text="Bốn số, ví dụ 1975.",
        error_messages={
            "required": "Hãy nhập năm sinh của bạn.",
            "invalid": "Năm sinh gồm 4 số, ví dụ 1975.",
            "min_value": "Năm sinh gồm 4 số, ví dụ 1975.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    commune = CommuneField(
        label="Xã, phường nơi bạn ở",
        max_length=200,
        help_text="Gõ vài chữ, có dấu hay không dấu đều được, rồi chọn.",
        error_messages={"required": "Hãy chọn xã, phường nơi bạn ở."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    consent_study = forms.BooleanField(
        label="Tôi đồng ý để chương trình lưu họ tên, năm sinh, xã, số điện thoại hoặc email "
        "và kết quả học của tôi, "
        "để ghi nhận việc học, báo cáo số liệu và cấp giấy chứng nhận.",
        error_messages={
            "required": "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý "
            "ở ô thứ nhất dưới đây. "
            "Bạn vẫn học được mà không cần ghi tên."
        },
    )
    consent_contact = forms.BooleanField(
        label="Tôi đồng ý để cán bộ xã, phường nơi tôi ở thấy số điện thoại của tôi và gọi cho tôi "
        "về việc học (không bắt buộc).",
        required=False,
    )

    def clean_full_name(self) -> str:
        """The name as it will stand on papers."""
        try:
            return clean_full_name(self.cleaned_data["full_name"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_birth_year(self) -> int:
        """Not in the future; who may register is the service's rule."""
        year: int = self.cleaned_data["birth_year"]
        if year > timezone.localdate().year:
            raise ValidationError("Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975.")
        return year

    def consent_fields(self) -> list[BoundField]:
        """The boxes, one a purpose."""
        return [field for field in self if field.name.startswith(_CONSENT)]

    def consents(self) -> list[str]:
        """The purposes that were ticked."""
        return [
            field.name.removeprefix(_CONSENT)
            for field in self.consent_fields()
            if self.cleaned_data[field.name]
        ]
