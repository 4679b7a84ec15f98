"""What is asked of who corrects a month or gives a key: shape only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.publishing.chosen import counted
from learners.publishing.models import LONGEST_WORDS
from lms.core.forms import day_field
from lms.core.models import Area

_WHOLE, _SOME = "whole", "some"


class CorrectForm(forms.Form):
    """Why a month is published again."""

    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=LONGEST_WORDS,
        help_text="Mọi người đọc được lý do này ở trang dữ liệu mở. Không ghi tên ai.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do đính chính."},
    )


class KeyForm(forms.Form):
    """Who may read what by machine, from when to when."""

    name = forms.CharField(
        label="Ai dùng khóa này",
        max_length=80,
        help_text="Ví dụ: Trung tâm điều hành thông minh của tỉnh.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy ghi khóa này cấp cho ai."},
    )
    reach = forms.ChoiceField(
        label="Đọc được số liệu của",
        choices=[(_WHOLE, "Cả tỉnh"), (_SOME, "Chỉ những xã, phường chọn dưới đây")],
        widget=forms.RadioSelect,
        initial=_WHOLE,
        error_messages={"required": "Hãy chọn phạm vi của khóa."},
    )
    communes = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Xã, phường",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Hãy chọn xã, phường trong danh sách."},
    )
    indicators = forms.MultipleChoiceField(
        label="Chỉ số",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn gì là tất cả.",
        error_messages={"invalid_choice": "Hãy chọn chỉ số trong danh sách."},
    )
    valid_from = day_field("Từ ngày", initial=timezone.localdate)
    valid_to = day_field(
        "Đến hết ngày", required=False, help_text="Để trống nếu chưa định. Nên đặt một năm."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = Area.objects.communes()  # type: ignore[attr-defined]
        self.fields["indicators"].choices = [(one.code, one.name) for one in counted()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Places that go with the reach, and days in their order."""
        data = super().clean() or {}
        if data.get("reach") == _SOME and not data.get("communes"):
            self.add_error("communes", ValidationError("Hãy chọn ít nhất một xã, phường."))
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError("Ngày cuối phải từ ngày đầu trở đi."))
        return data

    def key(self) -> dict[str, Any]:
        """What `keys.give` takes."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "whole_province": data["reach"] == _WHOLE,
            "communes": list(data["communes"]),
            "indicators": data["indicators"],
            "valid_from": data["valid_from"],
            "valid_to": data["valid_to"],
        }
