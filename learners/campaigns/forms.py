"""What is typed about campaigns: shape only; services judge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courses.models import CoursePage
from learners.campaigns.ladder import LADDER
from learners.campaigns.models import Campaign, Member
from learners.campaigns.selectors import officers_for, organisations_for
from learners.campaigns.services import Aim, clean_steps
from learners.classes.selectors import courses
from lms.core.errors import DomainError
from lms.core.forms import day_field
from lms.core.models import Organisation, User

_STEPS = "Hãy ghi các số ngày trước hạn, cách nhau bằng dấu phẩy. Ví dụ: 30, 14, 7, 1."


class _Courses(forms.ModelChoiceField):
    def label_from_instance(self, obj: CoursePage) -> str:
        """As people speak of it."""
        return f"Khóa {obj.number}. {obj.title}"


class AimForm(forms.Form):
    """The goal: so many by a day, by which decision, who answers for it, when to remind."""

    title = forms.CharField(
        label="Tên chiến dịch",
        max_length=120,
        help_text="Ví dụ: 80 % cán bộ hoàn thành khóa 3 trước 30/6.",
        error_messages={"required": "Hãy ghi tên chiến dịch."},
    )
    number = forms.IntegerField(
        label="Chỉ tiêu",
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Hãy ghi một số từ 1 trở lên."
        ),
    )
    unit = forms.ChoiceField(
        label="Tính theo",
        choices=[(one.value, one.label) for one in Campaign.Unit],
        error_messages={"required": "Hãy chọn tính theo phần trăm hay số người."},
    )
    deadline = day_field("Hạn", help_text="Ví dụ 30/06/2027. Hết ngày này là hết hạn.")
    decision = forms.CharField(
        label="Căn cứ",
        max_length=250,
        help_text="Ví dụ: Kế hoạch 12/KH-SKHCN ngày 03/11/2026.",
        error_messages={"required": "Hãy ghi căn cứ: số kế hoạch, quyết định, công văn."},
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(),
        label="Người chịu trách nhiệm",
        empty_label=None,
        help_text="Cán bộ phụ trách cơ quan; người này ký kết quả khi kết thúc.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Hãy chọn một cán bộ trong danh sách."
        ),
    )
    steps = forms.CharField(
        label="Nhắc trước hạn bao nhiêu ngày",
        max_length=60,
        required=False,
        help_text="Mỗi số là một lần nhắc. Sau hạn một ngày, máy chỉ nhắc người chịu trách nhiệm. "
        "Để trống nếu không nhắc.",
        initial=", ".join(str(step) for step in LADDER if step > 0),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = officers_for(user)  # type: ignore[attr-defined]
        self.fields["responsible"].initial = user

    def clean_steps(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["steps"].split(",") if part.strip()]
        if not all(part.isascii() and part.isdecimal() for part in parts):
            raise ValidationError(_STEPS)
        after = [step for step in LADDER if step < 0] if parts else []
        try:
            return clean_steps(steps=[*(int(part) for part in parts), *after])
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal

    def aim(self) -> Aim:
        """What was filled in."""
        said = self.cleaned_data
        names = ("title", "number", "unit", "deadline", "decision", "responsible", "steps")
        return Aim(**{name: said[name] for name in names})


class CampaignForm(AimForm):
    """A new campaign: also whose, and what counts."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Cơ quan, đơn vị",
        empty_label=None,
        help_text="Tính cả các đơn vị thuộc cơ quan này.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Hãy chọn cơ quan, đơn vị trong danh sách."
        ),
    )
    counts = forms.ChoiceField(
        label="Tính người đã",
        choices=[(one.value, one.label.capitalize()) for one in Campaign.Counts],
        error_messages={"required": "Hãy chọn tính người đã làm được việc gì."},
    )
    course = _Courses(
        CoursePage.objects.none(),
        label="Khóa học",
        required=False,
        empty_label="Không riêng khóa nào",
        help_text="Chỉ cần khi tính người hoàn thành một khóa.",
    )

    field_order = ("organisation", "title", "counts", "course")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["organisation"].queryset = organisations_for(user)  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("counts") == Campaign.Counts.COURSE and not said.get("course"):
            self.add_error("course", "Hãy chọn khóa học cần hoàn thành.")
        return said


class LeaveForm(forms.Form):
    """Why somebody is no longer meant."""

    reason = forms.ChoiceField(
        label="Lý do",
        choices=[(one.value, one.label.capitalize()) for one in Member.Reason],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Hãy chọn lý do người này ra khỏi danh sách."
        ),
    )


def as_typed(campaign: Campaign) -> dict[str, Any]:
    """A campaign as its form shows it."""
    names = ("title", "number", "unit", "deadline", "decision", "responsible")
    steps = ", ".join(str(step) for step in campaign.steps if step > 0)
    return {name: getattr(campaign, name) for name in names} | {"steps": steps}
