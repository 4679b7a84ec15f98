"""What is to be printed, and whose paper was lost, as an officer types it."""

from typing import Any

from django import forms

from certificates.papers.forms import KINDS, PlaceForm
from certificates.printing.models import PrintRun
from certificates.printing.selectors import LONGEST_NAME


class OrderForm(PlaceForm):
    """The papers or the labels of a class or commune."""

    kind = forms.ChoiceField(label="Loại giấy", choices=KINDS)
    what = forms.ChoiceField(
        label="In gì",
        choices=[
            (PrintRun.What.PAPERS, "Giấy, mỗi người một trang A4 ngang"),
            (PrintRun.What.LABELS, "Nhãn dán, 24 nhãn một tờ A4 (70 × 37 mm)"),
        ],
    )
    field_order = ("what", "kind", "training_class", "commune")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.check_one_place()
        return data


class LostForm(forms.Form):
    """Name and birth year of whoever lost a paper."""

    ten = forms.CharField(
        label="Họ và tên trên giấy",
        max_length=LONGEST_NAME,
        help_text="Đủ họ và tên, có dấu hay không dấu đều được.",
        error_messages={"required": "Hãy nhập đủ họ và tên."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nam = forms.IntegerField(
        label="Năm sinh",
        min_value=1900,
        max_value=2100,
        error_messages={
            "required": "Hãy nhập năm sinh.",
            "invalid": "Năm sinh là bốn chữ số, ví dụ 1975.",
            "min_value": "Năm sinh là bốn chữ số, ví dụ 1975.",
            "max_value": "Năm sinh là bốn chữ số, ví dụ 1975.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_ten(self) -> str:
        return str(self.cleaned_data["ten"]).replace("\x00", "")
