"""Which class, commune or condition, as an officer types it: shape only; services judge."""

from typing import Any

from django import forms

from certificates.batches.choosing import Condition, read_numbers
from certificates.batches.models import Batch
from certificates.drawing.facts import Kind
from certificates.papers.forms import KINDS, PlaceForm
from certificates.papers.models import LONGEST_REASON
from certificates.papers.services import Authority
from courses.models import CoursePage
from learners.announcing.selectors import class_name
from learners.classes.selectors import courses
from lms.core.errors import DomainError
from lms.core.forms import day_field


class IssueForm(PlaceForm):
    """Who is to be given which paper."""

    kind = forms.ChoiceField(label="Loại giấy", choices=KINDS)
    field_order = ("kind", "training_class", "commune")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.check_one_place()
        return data


class EndForm(PlaceForm):
    """Which papers are to be ended, how, why and by which decision."""

    act = forms.ChoiceField(
        label="Việc cần làm",
        choices=[
            (Batch.Act.REPLACE, "Cấp lại: giấy cũ hết giá trị, giấy mới theo sổ hiện nay"),
            (Batch.Act.REVOKE, "Thu hồi: giấy không còn giá trị, không có giấy mới"),
        ],
    )
    numbers = forms.CharField(
        label="Số giấy",
        required=False,
        max_length=20_000,
        help_text="Mỗi dòng một số, ví dụ HT-2026-000123. Để trống nếu chọn theo điều kiện khác.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Loại giấy", choices=[("", "Mọi loại"), *KINDS], required=False)
    course = forms.ModelChoiceField(
        CoursePage.objects.none(), label="Khóa học", required=False, empty_label="Mọi khóa"
    )
    since = day_field("Cấp từ ngày", required=False)
    until = day_field("Cấp đến hết ngày", required=False)
    reason = forms.CharField(
        label="Lý do",
        max_length=LONGEST_REASON,
        help_text="Hiện trên trang kiểm tra và trong tin gửi người được cấp.",
        error_messages={"required": "Hãy ghi lý do; lý do hiện trên trang kiểm tra."},
    )
    decision_number = forms.CharField(
        label="Theo quyết định số",
        max_length=60,
        required=False,
        help_text="Để trống nếu chỉ sửa lỗi.",
    )
    decided_on = day_field("Ngày quyết định", required=False)
    field_order = (
        *("act", "numbers", "kind", "training_class", "course", "commune", "since", "until"),
        *("reason", "decision_number", "decided_on"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]

    def clean_numbers(self) -> tuple[str, ...]:
        try:
            return read_numbers(self.cleaned_data["numbers"])
        except DomainError as wrong:
            raise forms.ValidationError(wrong.message) from wrong

    def condition(self) -> Condition:
        """What was filled in, with its words for whoever reads it later."""
        data = self.cleaned_data
        parts = {
            name: data[name]
            for name in ("kind", "numbers", "training_class", "course", "commune", "since", "until")
        }
        return Condition(**parts, words=_words(parts))

    def authority(self) -> Authority:
        """The decision, where one is named."""
        return Authority(self.cleaned_data["decision_number"], self.cleaned_data["decided_on"])


def _words(parts: dict[str, Any]) -> str:
    told = []
    if numbers := parts["numbers"]:
        more = f" và {len(numbers) - 3} số khác" if len(numbers) > 3 else ""
        told.append(f"số {', '.join(numbers[:3])}{more}")
    if parts["kind"]:
        told.append(Kind(parts["kind"]).heading.lower())
    if parts["training_class"]:
        told.append(class_name(parts["training_class"]))
    if parts["course"]:
        told.append(f"khóa {parts['course'].title}")
    if parts["commune"]:
        told.append(str(parts["commune"]))
    if parts["since"]:
        told.append(f"cấp từ {parts['since']:%d/%m/%Y}")
    if parts["until"]:
        told.append(f"cấp đến hết {parts['until']:%d/%m/%Y}")
    return "; ".join(told)
