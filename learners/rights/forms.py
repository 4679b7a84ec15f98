"""What is typed on the screens about one's data: shape only; services judge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.people.changes import Facts
from learners.people.consents import may_be_child
from learners.people.forms import (
    CHOOSE_COMMUNE,
    BirthField,
    CommuneField,
    ConsentForm,
    commune_label,
    facts_of,
    guardian_field,
)
from learners.people.models import Consent, Learner, PaperCode
from learners.rights.models import DataRequest
from lms.core.forms import day_field
from lms.core.identity import LONGEST_NAME, show_phone
from lms.core.tokens import SLIP_LENGTH, BadCode, parse_code


class CorrectForm(forms.Form):
    """One's own data, to be set right."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=LONGEST_NAME + 80,
        help_text="Viết có dấu, như trên giấy tờ.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Hãy nhập họ và tên của bạn."},
    )
    birth = BirthField(
        label="Ngày sinh",
        max_length=20,
        help_text="Ngày/tháng/năm, hoặc chỉ năm, ví dụ 1975.",
        widget=forms.TextInput(attrs={"autocomplete": "bday"}),
        error_messages={"required": "Hãy nhập ngày sinh, hoặc chỉ năm sinh."},
    )
    sex = forms.ChoiceField(
        label="Giới tính", choices=[("", "Không ghi"), *Learner.Sex.choices], required=False
    )
    commune = CommuneField(
        label="Xã, phường nơi bạn ở",
        help_text=CHOOSE_COMMUNE,
        error_messages={"required": "Hãy chọn xã, phường nơi bạn ở."},
    )
    hamlet = forms.CharField(label="Thôn, xóm, tổ dân phố", max_length=120, required=False)
    phone = forms.CharField(
        label="Số điện thoại liên hệ",
        max_length=30,
        required=False,
        help_text="Không có thì để trống. Số dùng để đăng nhập không đổi ở đây.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.CharField(
        label="Thư điện tử liên hệ",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
    )

    @staticmethod
    def initial_of(learner: Learner) -> dict[str, Any]:
        """What stands there now."""
        return {
            "full_name": learner.full_name,
            "birth": learner.birth,
            "sex": learner.sex,
            "commune": commune_label(learner.commune),
            "hamlet": learner.hamlet,
            "phone": show_phone(learner.phone) if learner.phone else "",
            "email": learner.email,
        }

    def facts(self, learner: Learner) -> Facts:
        """What was typed, for the services; where the person works is not theirs to say here."""
        return facts_of(self.cleaned_data, organisation=learner.organisation)


class CodeForm(forms.Form):
    """A code typed off a slip."""

    ma = forms.CharField(
        label="Mã trên phiếu",
        max_length=40,
        help_text="12 chữ và số, viết thành 3 nhóm. Viết hoa hay thường đều được.",
        error_messages={"required": "Hãy nhập mã in trên phiếu."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_ma(self) -> str:
        """The code in its stored form."""
        try:
            return parse_code(self.cleaned_data["ma"], SLIP_LENGTH)
        except BadCode as error:
            raise ValidationError(
                "Mã này thiếu, thừa hoặc sai ký tự. Hãy xem lại từng nhóm 4 ký tự trên phiếu."
            ) from error


class ClaimForm(ConsentForm):
    """Somebody new takes a record over: the consents, and the guardian when it is a child's."""

    ma = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, slip: PaperCode, *args: Any, **kwargs: Any) -> None:
        self.record = slip.learner
        super().__init__(*args, **kwargs)

    @property
    def asks_guardian(self) -> bool:
        """Whether the record is of somebody who may be under sixteen."""
        return is_childs(self.record)


class ConsentOnPaperForm(forms.Form):
    """A yes that was signed on a sheet, or taken back at the counter."""

    purpose = forms.ChoiceField(label="Đồng ý về việc", choices=Consent.Purpose.choices)
    paper = forms.CharField(
        label="Tờ giấy để ở đâu",
        max_length=120,
        help_text="Để tìm lại được khi cần chứng minh. Ví dụ: tờ 12, cặp lớp Tân Cương 3.",
        error_messages={"required": "Hãy ghi tờ giấy đã ký để ở đâu."},
    )
    guardian_name = guardian_field()


class TakeForm(forms.Form):
    """A request that came in at the counter or on paper."""

    kind = forms.ChoiceField(label="Yêu cầu", choices=DataRequest.Kind.choices)
    received_on = day_field(
        "Ngày nhận",
        help_text="Hạn tính từ ngày này, ví dụ 24/11/2026.",
        missing="Hãy ghi ngày nhận.",
        wrong="Ngày nhận ghi như 24/11/2026.",
        initial=timezone.localdate,
    )
    words = forms.CharField(
        label="Người đó yêu cầu gì",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def is_childs(learner: Learner) -> bool:
    """Whether the record is of somebody who may be under sixteen."""
    return may_be_child(
        birth_year=learner.birth_year,
        birth_month=learner.birth_month,
        birth_day=learner.birth_day,
    )
