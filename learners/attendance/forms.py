"""What is typed into the register about somebody who is here and not on the list."""

from django import forms

from learners.classes.people_forms import SignedForm
from learners.people.changes import Facts


class OnTheSpotForm(SignedForm):
    """Name and year, the rest if there is; the same fields that the phone keeps with no signal."""

    spot = forms.UUIDField(widget=forms.HiddenInput)
    full_name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy nhập họ và tên."},
    )
    birth_year = forms.IntegerField(
        label="Năm sinh",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Hãy nhập năm sinh, ví dụ 1975.",
            "invalid": "Năm sinh gồm 4 số, ví dụ 1975.",
        },
    )
    hamlet = forms.CharField(label="Thôn, xóm, tổ dân phố", max_length=120, required=False)
    phone = forms.CharField(
        label="Điện thoại, nếu có",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    field_order = ("spot", "full_name", "birth_year", "hamlet", "phone", "paper", "guardian_name")

    def facts(self) -> Facts:
        """What was told about the person."""
        told = self.cleaned_data
        return Facts(
            full_name=told["full_name"],
            birth_year=told["birth_year"],
            hamlet=told["hamlet"],
            phone=told["phone"],
        )
