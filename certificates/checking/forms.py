"""What somebody who checks a paper fills in."""

import re

from django import forms

from lms.core.tokens import BadCode, parse_code

MOST_BYTES = 10 * 1024 * 1024
_NUMBER = re.compile(r"([A-ZĐ]{1,6})[\s–./-]*((?:19|20)\d\d)[\s–./-]*(\d{1,9})")


class CodeForm(forms.Form):
    """A code typed off a paper."""

    ma = forms.CharField(
        label="Mã kiểm tra",
        max_length=60,
        help_text="21 chữ và số, in dưới ô vuông trên giấy. Viết hoa hay thường đều được.",
        error_messages={"required": "Hãy nhập mã kiểm tra in trên giấy."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_ma(self) -> str:
        """The code in its stored form."""
        try:
            return parse_code(self.cleaned_data["ma"])
        except BadCode as error:
            raise forms.ValidationError(
                "Mã này thiếu, thừa hoặc sai ký tự. Hãy xem lại từng nhóm 7 ký tự trên giấy."
            ) from error


class NumberForm(forms.Form):
    """The number of a paper, with the year of birth of whom it was given to."""

    so = forms.CharField(
        label="Số giấy",
        max_length=40,
        help_text="In trên giấy, ví dụ HT-2026-000123.",
        error_messages={"required": "Hãy nhập số giấy."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    nam = forms.IntegerField(
        label="Năm sinh của người được cấp",
        min_value=1900,
        max_value=2100,
        error_messages={
            "required": "Hãy nhập năm sinh in trên giấy.",
            "invalid": "Năm sinh gồm 4 chữ số, ví dụ 1975.",
            "min_value": "Năm sinh gồm 4 chữ số, ví dụ 1975.",
            "max_value": "Năm sinh gồm 4 chữ số, ví dụ 1975.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_so(self) -> str:
        """The number as the register writes it."""
        found = _NUMBER.fullmatch(self.cleaned_data["so"].strip().upper())
        if not found:
            raise forms.ValidationError(
                "Số giấy gồm chữ, năm và số, ví dụ HT-2026-000123. Hãy xem lại trên giấy."
            )
        series, year, number = found.groups()
        return f"{series}-{year}-{int(number):06d}"


class FileForm(forms.Form):
    """The PDF of a paper, or a photo of one."""

    tep = forms.FileField(
        label="Tệp giấy (PDF), hoặc ảnh chụp tờ giấy có ô vuông mã QR",
        help_text="Tệp không bị lưu lại. Nặng nhất 10 MB.",
        error_messages={
            "required": "Hãy chọn tệp PDF hoặc ảnh chụp tờ giấy.",
            "empty": "Tệp này trống. Hãy chọn lại tệp.",
            "missing": "Hãy chọn tệp PDF hoặc ảnh chụp tờ giấy.",
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def clean_tep(self) -> bytes:
        """What the file holds."""
        sent = self.cleaned_data["tep"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        content: bytes = sent.read()
        return content


TOO_LARGE = "Tệp nặng quá 10 MB; giấy của chương trình nhẹ hơn 1 MB. Hãy chọn lại tệp."
