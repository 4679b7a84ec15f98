"""The form by which a person comes onto the register."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from learners.people.changes import Facts
from learners.people.consents import NEEDS_GUARDIAN, current_texts, may_be_child
from learners.people.models import Consent
from learners.people.selectors import communes_matching
from learners.people.services import STUDY_IS_NEEDED, YOUNGEST
from lms.core.identity import LONGEST_NAME, clean_full_name, clean_text, fold
from lms.core.merged import going_on
from lms.core.models import Area, Organisation

CHOOSE_COMMUNE = "Gõ vài chữ, có dấu hay không dấu đều được, rồi chọn."
_CONSENT = "consent_"
_BIRTH = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})", re.ASCII)


class CommuneField(forms.CharField):
    """One of the 92 communes, typed with or without marks; cleans to an Area.

    The page offers the list (templates/learners/people/register.html); without script a person
    types the name, and a name that fits several is asked back, never guessed.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, **told: Any) -> None:
        super().__init__(**{"max_length": 200, **told})

    def clean(self, value: Any) -> Any:
        typed = clean_text(str(super().clean(value)))
        if not typed and not self.required:
            return None
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
            raise ValidationError(_unknown(spelt))
        names = "; ".join(commune_label(area) for area in chosen[:6])
        raise ValidationError(f"Có {len(chosen)} nơi khớp: {names}. Hãy chọn một nơi.")


class BirthField(forms.CharField):
    """A birth date as far as it is known; cleans to (year, month, day), left out to None."""

    def clean(self, value: Any) -> Any:
        typed = clean_text(str(super().clean(value)))
        if not typed and not self.required:
            return None
        match = _BIRTH.fullmatch(typed.replace(" ", ""))
        if not match:
            raise ValidationError("Hãy ghi 05/03/1975, 03/1975, hoặc chỉ năm sinh 1975.")
        day, month, year = match.groups()
        return int(year), int(month) if month else None, int(day) if day else None


def _unknown(spelt: Collection[str]) -> str:
    """What to do about a name that no commune bears; of one that was merged, where it went."""
    for area in Area.objects.ever_communes().filter(ended_on__lt=timezone.localdate()):
        if fold(area.name) in map(fold, spelt):
            into = going_on(area)
            return f"{area} đã nhập vào {into}. Hãy chọn {into}."
    return "Không có xã, phường nào tên như vậy. Hãy chọn trong danh sách."


def _name_of(typed: str) -> str:
    words = typed.strip().split(maxsplit=1)
    if len(words) == 2 and fold(words[0]) in ("xa", "phuong"):
        return words[1]
    return typed.strip()


def facts_of(data: Mapping[str, Any], *, organisation: Organisation | None) -> Facts:
    """What was typed about a person into fields of the usual names, as the services take it."""
    year, month, day = data["birth"]
    return Facts(
        **{name: data[name] for name in ("full_name", "sex", "hamlet", "phone", "email")},
        birth_year=year,
        birth_month=month,
        birth_day=day,
        organisation=organisation,
    )


def commune_label(area: Area) -> str:
    """How a commune stands in the list: the old district tells namesakes apart."""
    return f"{area} ({area.former_place})"


def guardian_field() -> forms.CharField:
    """Who agrees together with a child; asked only where a child agrees."""
    return forms.CharField(
        label="Họ và tên cha, mẹ hoặc người giám hộ",
        max_length=LONGEST_NAME + 80,
        required=False,
        help_text="Người chưa đủ 16 tuổi cần cha, mẹ hoặc người giám hộ cùng đồng ý với các mục "
        "đã đánh dấu. Hãy hỏi người đó rồi ghi tên vào đây.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConsentForm(forms.Form):
    """One box a purpose with the stored words, none ticked; under sixteen, the guardian's name."""

    guardian_name = guardian_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose, text in current_texts().items():
            self.fields[_CONSENT + purpose] = forms.BooleanField(
                label=text.words,
                required=purpose == Consent.Purpose.STUDY,
                error_messages={"required": STUDY_IS_NEEDED},
            )

    def clean(self) -> dict[str, Any]:
        """A child needs a guardian; the page then shows the field."""
        cleaned = super().clean() or self.cleaned_data
        if self.asks_guardian and not clean_text(cleaned.get("guardian_name", "")):
            self.add_error("guardian_name", NEEDS_GUARDIAN)
        return cleaned

    @property
    def asks_guardian(self) -> bool:
        """Whether the person may be under sixteen; without anything known, not."""
        return False

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


class RegisterForm(ConsentForm):
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
        help_text=CHOOSE_COMMUNE,
        error_messages={"required": "Hãy chọn xã, phường nơi bạn ở."},
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

    @property
    def asks_guardian(self) -> bool:
        """Whether the birth year that was typed may be that of a child who may register."""
        year = getattr(self, "cleaned_data", {}).get("birth_year")
        if year is None or timezone.localdate().year - year < YOUNGEST:
            return False
        return may_be_child(birth_year=year)

    def said(self) -> dict[str, Any]:
        """What `services.claim_learner` is told about the person."""
        about = ("full_name", "birth_year", "commune", "guardian_name")
        return {key: self.cleaned_data[key] for key in about} | {"consents": self.consents()}
