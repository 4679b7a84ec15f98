"""What staff type about people, organisations, teams and places: shape only; services judge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.people.changes import REASONS, Facts
from learners.people.forms import (
    CHOOSE_COMMUNE,
    BirthField,
    CommuneField,
    commune_label,
    facts_of,
)
from learners.people.models import Learner
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.forms import day_field
from lms.core.identity import LONGEST_NAME, clean_text, fold
from lms.core.models import Area, AreaFigure, Organisation
from lms.core.organisations import found_by_name


class OrganisationField(forms.CharField):
    """An organisation by its name, with or without marks; empty for none."""

    def clean(self, value: Any) -> Organisation | None:
        typed = clean_text(str(super().clean(value) or ""))
        if not typed:
            return None
        try:
            found = found_by_name(typed)
        except DomainError as error:
            raise as_validation_error(error) from error
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                "Chưa có cơ quan, đơn vị nào tên như vậy. Hãy thêm ở mục Cơ quan trước."
            )
        names = "; ".join(organisation_label(one) for one in found[:5])
        raise ValidationError(f"Có nhiều nơi khớp: {names}. Hãy ghi đủ như một trong các tên đó.")


def organisation_label(organisation: Organisation | None) -> str:
    """How an organisation is told from its namesakes."""
    return f"{organisation.name} ({organisation.area})" if organisation else ""


class PersonForm(forms.Form):
    """Who somebody is, as papers say it."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=LONGEST_NAME + 80,
        help_text="Viết có dấu, như trên giấy tờ.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy nhập họ và tên."},
    )
    birth = BirthField(
        label="Ngày sinh",
        max_length=20,
        help_text="Ngày/tháng/năm; chỉ biết năm thì ghi năm, ví dụ 1975.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy nhập ngày sinh, hoặc chỉ năm sinh."},
    )
    sex = forms.ChoiceField(
        label="Giới tính", choices=[("", "Không ghi"), *Learner.Sex.choices], required=False
    )
    hamlet = forms.CharField(label="Thôn, xóm, tổ dân phố", max_length=120, required=False)
    phone = forms.CharField(
        label="Điện thoại",
        max_length=30,
        required=False,
        help_text="Không có thì để trống. Cả nhà dùng chung một số cũng được.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label="Thư điện tử",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    organisation = OrganisationField(
        label="Cơ quan, đơn vị",
        max_length=300,
        required=False,
        help_text="Gõ tên như ở mục Cơ quan, có dấu hay không dấu đều được.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def facts(self) -> Facts:
        """What was typed, for the services."""
        return facts_of(self.cleaned_data, organisation=self.cleaned_data["organisation"])


class AddForm(PersonForm):
    """Somebody new, and where they live."""

    commune = CommuneField(
        label="Xã, phường",
        help_text=CHOOSE_COMMUNE,
        error_messages={"required": "Hãy chọn xã, phường nơi người này ở."},
    )
    field_order = ("full_name", "birth", "commune", "hamlet", "phone")


class CorrectForm(PersonForm):
    """What is set right, and why."""

    reason = forms.ChoiceField(
        label="Lý do sửa",
        choices=[("", "Chọn một lý do"), *REASONS.items()],
        error_messages={"required": "Hãy chọn lý do sửa."},
    )

    @staticmethod
    def initial_of(learner: Learner) -> dict[str, Any]:
        """The record as it stands, as the form writes it."""
        return {
            "full_name": learner.full_name,
            "birth": learner.birth,
            "sex": learner.sex,
            "hamlet": learner.hamlet,
            "phone": learner.phone.replace("+84", "0"),
            "email": learner.email,
            "organisation": organisation_label(learner.organisation),
        }


class MoveForm(forms.Form):
    """Where somebody lives now, and since when."""

    commune = CommuneField(
        label="Xã, phường nơi ở mới",
        help_text=CHOOSE_COMMUNE,
        error_messages={"required": "Hãy chọn xã, phường nơi ở mới."},
    )
    hamlet = forms.CharField(label="Thôn, xóm, tổ dân phố", max_length=120, required=False)
    moved_on = day_field(
        "Chuyển từ ngày",
        help_text="Ví dụ 24/11/2026.",
        missing="Hãy ghi ngày chuyển.",
        wrong="Ngày chuyển chưa đúng. Ví dụ 24/11/2026.",
        initial=timezone.localdate,
    )


class IdentifyForm(forms.Form):
    """A personal ID number as it was seen; it is not kept."""

    number = forms.CharField(
        label="Số định danh cá nhân (số căn cước)",
        max_length=40,
        help_text="12 chữ số. Chúng tôi không lưu số này: chỉ lưu mã băm và ba số cuối.",
        error_messages={"required": "Hãy nhập 12 chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    seen = forms.ChoiceField(
        label="Đã xem bằng cách nào",
        choices=[("", "Chọn một cách"), *Learner.IdSeen.choices],
        error_messages={"required": "Hãy chọn cách đã xem số định danh."},
    )


class OrganisationForm(forms.Form):
    """An agency, school, enterprise or union."""

    name = forms.CharField(
        label="Tên",
        max_length=200,
        help_text="Tên đầy đủ, như trên con dấu.",
        error_messages={"required": "Hãy ghi tên cơ quan, đơn vị."},
    )
    kind = forms.ChoiceField(label="Loại", choices=Organisation.Kind.choices)
    area = forms.CharField(
        label="Địa bàn",
        max_length=200,
        help_text="Xã, phường nơi đặt trụ sở; cơ quan cấp tỉnh thì ghi “Tỉnh”.",
        error_messages={"required": "Hãy ghi xã, phường, hoặc “Tỉnh”."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parent = OrganisationField(
        label="Thuộc cơ quan",
        max_length=300,
        required=False,
        help_text="Nếu là đơn vị trực thuộc, ghi tên cơ quan cấp trên.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_area(self) -> Area:
        """The province by its word, else a commune."""
        typed = self.cleaned_data["area"]
        if fold(typed) in ("tinh", "tinh thai nguyen"):
            return Area.objects.get(level=Area.Level.PROVINCE)
        return CommuneField().clean(typed)

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """The organisation as it stands, as the form writes it."""
        area = organisation.area
        return {
            "name": organisation.name,
            "kind": organisation.kind,
            "area": "Tỉnh" if area.level == Area.Level.PROVINCE else commune_label(area),
            "parent": organisation_label(organisation.parent),
        }


class OrganisationMergerForm(forms.Form):
    """Which organisation another one is part of now, and why it is asked."""

    into = OrganisationField(
        label="Nhập vào",
        max_length=300,
        help_text="Gõ tên nơi giữ lại, như ở mục Cơ quan, có dấu hay không dấu đều được.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy ghi tên cơ quan, đơn vị mà nơi này nhập vào."},
    )
    reason = forms.CharField(
        label="Lời nhắn cho người thứ hai",
        max_length=300,
        help_text="Ghi cả căn cứ: số, ngày và cơ quan ra quyết định.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi vài lời để người thứ hai hiểu và quyết định."},
    )


class TeamForm(forms.Form):
    """A digital team as its decision names it."""

    commune = CommuneField(
        label="Xã, phường",
        error_messages={"required": "Hãy chọn xã, phường."},
    )
    hamlet = forms.CharField(
        label="Thôn, xóm, tổ dân phố",
        max_length=120,
        error_messages={"required": "Hãy ghi tên thôn, xóm hoặc tổ dân phố."},
    )
    decision_number = forms.CharField(label="Số quyết định", max_length=60, required=False)
    decided_on = day_field(
        "Ngày quyết định", required=False, wrong="Ngày chưa đúng. Ví dụ 24/11/2026."
    )


class FiguresForm(forms.Form):
    """A table of figures: pasted, or a CSV file."""

    kind = forms.ChoiceField(label="Số liệu", choices=AreaFigure.Kind.choices)
    as_of = day_field(
        "Tính đến ngày",
        required=False,
        help_text="Cho các dòng không ghi ngày. Ví dụ 31/12/2025.",
        wrong="Ngày chưa đúng. Ví dụ 31/12/2025.",
    )
    source = forms.CharField(
        label="Nguồn",
        max_length=250,
        required=False,
        help_text="Cho các dòng không ghi nguồn. Ví dụ: Thống kê tỉnh, báo cáo số 12/BC-TK.",
    )
    table = forms.CharField(
        label="Dán bảng vào đây",
        max_length=100_000,
        required=False,
        help_text="Chép từ Excel cũng được. Mỗi dòng: mã hoặc tên xã, phường; số người; "
        "rồi ngày và nguồn nếu khác ở trên.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(label="Hoặc chọn tệp CSV, XLSX", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("table") or data.get("file")):
            self.add_error("table", "Hãy dán bảng, hoặc chọn một tệp.")
        return data


class TitleForm(forms.Form):
    """From when a commune has another name, is a ward, or a ward a commune, and what says so."""

    commune = CommuneField(
        label="Xã, phường",
        error_messages={"required": "Hãy chọn xã, phường."},
    )
    name = forms.CharField(
        label="Tên mới",
        max_length=60,
        required=False,
        help_text="Chỉ ghi tên, không ghi chữ xã, phường. Để trống nếu tên không đổi.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Là",
        required=False,
        choices=[("", "Giữ nguyên"), (Area.Kind.WARD, "phường"), (Area.Kind.RURAL, "xã")],
    )
    valid_from = day_field(
        "Từ ngày",
        missing="Hãy ghi ngày có hiệu lực.",
        wrong="Ngày chưa đúng. Ví dụ 01/07/2026.",
    )
    source = forms.CharField(
        label="Căn cứ",
        max_length=200,
        help_text="Số, ngày và cơ quan ra văn bản.",
        error_messages={"required": "Hãy ghi căn cứ: số, ngày và cơ quan ra văn bản."},
    )


class MergerForm(forms.Form):
    """Which commune is part of which other one from when, what says so, and why it is asked."""

    area = CommuneField(
        label="Xã, phường không còn nữa",
        help_text=CHOOSE_COMMUNE,
        error_messages={"required": "Hãy chọn xã, phường không còn nữa."},
    )
    into = CommuneField(
        label="Nhập vào",
        help_text="Nơi giữ mã. Nếu nơi này mang tên mới, ghi thêm ở trang Tên và loại.",
        error_messages={"required": "Hãy chọn xã, phường mà nơi kia nhập vào."},
    )
    first_day = day_field(
        "Từ ngày",
        help_text="Ngày nghị quyết có hiệu lực; ghi trước hay sau ngày ấy đều được.",
        missing="Hãy ghi ngày có hiệu lực.",
        wrong="Ngày chưa đúng. Ví dụ 01/01/2027.",
    )
    source = forms.CharField(
        label="Căn cứ",
        max_length=200,
        help_text="Số, ngày và cơ quan ra nghị quyết.",
        error_messages={"required": "Hãy ghi căn cứ: số, ngày và cơ quan ra nghị quyết."},
    )
    reason = forms.CharField(
        label="Lời nhắn cho người thứ hai",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi vài lời để người thứ hai hiểu và quyết định."},
    )
