"""What staff type about roles, and what an auditor looks for: shape only; services judge."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from lms.core import audit
from lms.core.access import Scope
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.organisations import found_by_name
from lms.core.roles import Role
from lms.core.selectors import LogFilter, account_by_contact

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
# A slip of the pen, and past what a calendar can add to: no day of ours lies outside.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def day_of(typed: str) -> date | None:
    """The day that somebody typed or an address names; None when it is none of ours."""
    for form in DAYS:
        try:
            day = datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
        return day if FIRST_DAY <= day <= LAST_DAY else None
    return None


def day_field(
    label: str,
    *,
    required: bool = True,
    help_text: str = "",
    missing: str = "Hãy chọn ngày.",
    wrong: str = "Ngày chưa đúng. Ví dụ: 24/11/2026.",
    initial: Callable[[], date] | None = None,
) -> forms.DateField:
    """A day as people write it here; `missing` and `wrong` are what is said of it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        initial=initial,
        input_formats=DAYS,
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y"
        ),
        error_messages={"required": missing, "invalid": wrong},
        validators=[MinValueValidator(FIRST_DAY, wrong), MaxValueValidator(LAST_DAY, wrong)],
    )


class AskForRoleForm(forms.Form):
    """Who gets which role where, from when, and why."""

    contact = forms.CharField(
        label="Tài khoản",
        max_length=254,
        help_text="Số điện thoại hoặc email người đó dùng để đăng nhập.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "Hãy nhập số điện thoại hoặc email của người nhận vai trò."},
    )
    role = forms.ChoiceField(label="Vai trò", error_messages={"required": "Hãy chọn vai trò."})
    commune = forms.ModelChoiceField(
        Area.objects.none(),
        label="Xã, phường",
        required=False,
        empty_label="Cả tỉnh",
        help_text="Cần cho cán bộ xã, phường; giảng viên thì tùy nơi dạy.",
    )
    organisation = forms.CharField(
        label="Cơ quan, đơn vị",
        max_length=200,
        required=False,
        help_text="Chỉ cần cho cán bộ cơ quan, đơn vị. Ghi đúng tên đã có trong sổ cơ quan.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_from = day_field("Từ ngày", help_text="Ví dụ 24/11/2026.")
    valid_to = day_field(
        "Đến hết ngày", required=False, help_text="Để trống nếu chưa có ngày kết thúc."
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Người thứ hai đọc để quyết định. Ví dụ: Quyết định 12/QĐ-UBND ngày 03/11/2026.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do."},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Chọn vai trò"), *roles_of(scope)]  # type: ignore[attr-defined]
        communes = Area.objects.communes()
        if not scope.may_decide_roles:
            communes = communes.filter(pk__in=scope.communes)
            self.fields["commune"].empty_label = None  # type: ignore[attr-defined]
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()

    def clean_contact(self) -> User:
        user = account_by_contact(self.cleaned_data["contact"])
        if user is None:
            raise ValidationError(
                "Chưa có tài khoản nào như vậy. Hãy nhờ người đó đăng nhập một lần trước, "
                "rồi giao vai trò."
            )
        return user

    def clean_organisation(self) -> Organisation | None:
        typed = self.cleaned_data["organisation"]
        if not typed:
            return None
        try:
            found = found_by_name(typed)
        except DomainError as error:
            raise as_validation_error(error) from error
        if len(found) != 1:
            raise ValidationError(
                "Có nhiều cơ quan, đơn vị tên như vậy. Hãy ghi đủ tên."
                if found
                else "Chưa có cơ quan, đơn vị nào tên như vậy trong sổ cơ quan."
            )
        return found[0]

    def grant(self) -> dict[str, Any]:
        """What `services.ask_for_role` takes; the place follows from the role."""
        data = self.cleaned_data
        role, unit = Role(data["role"]), data["organisation"]
        province = Area.objects.get(pk=PROVINCE_CODE)
        local = role in (Role.COMMUNE_OFFICER, Role.TRAINER)
        return {
            "user": data["contact"],
            "role": role,
            "area": unit.area if unit else (local and data["commune"]) or province,
            "organisation": unit,
            "valid_from": data["valid_from"],
            "valid_to": data["valid_to"],
            "reason": data["reason"],
        }


def roles_of(scope: Scope) -> list[tuple[str, str]]:
    """The roles that somebody may ask for anywhere in their scope."""
    communes = scope.communes or {""}
    units = scope.organisations or {None}
    return [
        (role.value, role.label.capitalize())
        for role in Role
        if any(scope.may_give(role, code, unit) for code in communes for unit in units)
    ]


class EndRoleForm(forms.Form):
    """The last day of a role."""

    valid_to = day_field("Ngày cuối cùng giữ vai trò", help_text="Ví dụ 24/11/2026.")


class LogForm(forms.Form):
    """What an auditor looks for. Whatever cannot be read is an error, never a wider search."""

    ai = forms.CharField(
        label="Ai",
        max_length=254,
        required=False,
        help_text="Số điện thoại hoặc email.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    viec = forms.ChoiceField(label="Việc", required=False)
    ve = forms.CharField(label="Về", max_length=80, required=False, widget=forms.HiddenInput)
    tu = day_field("Từ ngày", required=False, help_text="Ví dụ 24/11/2026.")
    den = day_field("Đến hết ngày", required=False, help_text="Ví dụ 24/11/2026.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(audit.WORDS.items(), key=lambda item: item[1])
        self.fields["viec"].choices = [("", "Tất cả"), *named]  # type: ignore[attr-defined]

    def clean_ai(self) -> User | None:
        typed = self.cleaned_data["ai"]
        user = account_by_contact(typed) if typed else None
        if typed and user is None:
            raise ValidationError("Không có tài khoản nào như vậy.")
        return user

    def wanted(self) -> LogFilter:
        """The search, once the form is valid."""
        data: dict[str, Any] = self.cleaned_data
        first: date | None = data["tu"]
        return LogFilter(data["ai"], data["viec"], data["ve"], first, data["den"])
