"""What officers type about goals and about what was reported before: shape only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from learners.imports.models import Import
from learners.monitoring.goals import ONE_OF_THEM, GoalFacts
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import Goal, OpeningBalance
from lms.core.forms import day_field
from lms.core.models import Area, Organisation

LARGEST = 20 * 1024 * 1024  # bytes
_PLACE = "Để “Tỉnh Thái Nguyên” nếu là của cả tỉnh."
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def _area_field(nowhere: str | None = None) -> forms.ModelChoiceField:
    """The province or a commune; `nowhere` are the words of the choice that is neither."""
    return forms.ModelChoiceField(
        Area.objects.order_by("level", "sort_key").reverse(),
        label="Địa bàn",
        help_text=_PLACE,
        required=nowhere is None,
        empty_label=nowhere,
        error_messages={"required": "Hãy chọn địa bàn.", "invalid_choice": "Hãy chọn địa bàn."},
    )


class GoalForm(forms.Form):
    """A goal: what is counted, how many, by when, where, whose task, by which decision."""

    indicator = forms.ChoiceField(label="Chỉ số", error_messages={"required": "Hãy chọn chỉ số."})
    title = forms.CharField(
        label="Tên mục tiêu",
        max_length=120,
        error_messages={"required": "Hãy đặt tên cho mục tiêu."},
    )
    number = forms.IntegerField(
        label="Chỉ tiêu",
        min_value=1,
        max_value=2_000_000,
        help_text="Viết liền, ví dụ 500000.",
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": "Hãy nhập chỉ tiêu.",
            "invalid": "Chỉ tiêu là một số. Ví dụ: 500000.",
            "min_value": "Chỉ tiêu phải từ 1 trở lên.",
            "max_value": "Chỉ tiêu lớn hơn dân số của tỉnh. Hãy xem lại.",
        },
    )
    deadline = day_field("Hạn", missing="Hãy nhập hạn.")
    area = _area_field("Không theo địa bàn")
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).select_related("area"),
        label="Hoặc cơ quan, đơn vị",
        help_text="Chỉ chọn khi mục tiêu là của riêng một cơ quan, kể cả những đơn vị thuộc nó.",
        required=False,
        empty_label="Không của riêng cơ quan nào",
        error_messages={"invalid_choice": "Cơ quan này không còn hoạt động. Hãy chọn lại."},
    )
    lead = forms.CharField(label="Cơ quan chủ trì", max_length=200, required=False)
    responsible = forms.CharField(
        label="Người chịu trách nhiệm",
        max_length=150,
        required=False,
        help_text="Họ tên và chức vụ.",
    )
    source = forms.CharField(
        label="Căn cứ",
        max_length=250,
        help_text="Số, ngày và cơ quan ra văn bản giao mục tiêu.",
        error_messages={"required": "Hãy ghi căn cứ: số, ngày và cơ quan ra văn bản."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in all_indicators()]
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of a place or of an organisation."""
        data = super().clean() or {}
        wrong = {"area", "organisation"} & self.errors.keys()
        if not wrong and bool(data.get("area")) == bool(data.get("organisation")):
            self.add_error("area", ONE_OF_THEM)
        return data

    @staticmethod
    def initial_of(goal: Goal) -> dict[str, Any]:
        """A goal as the form writes it."""
        names = (*GoalForm.base_fields,)
        return {name: getattr(goal, name) for name in names}

    def facts(self) -> GoalFacts:
        """What was typed, for the service."""
        return GoalFacts(**self.cleaned_data)


class SharesForm(forms.Form):
    """How a goal is divided among the communes."""

    BY_PEOPLE, EVENLY, BY_HAND = "dan-so", "deu", "tay"
    way = forms.ChoiceField(
        label="Cách chia",
        choices=[
            (BY_PEOPLE, "Theo dân số trong độ tuổi lao động"),
            (EVENLY, "Chia đều"),
            (BY_HAND, "Nhập bằng tay"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn cách chia."},
    )
    table = forms.CharField(
        label="Bảng chỉ tiêu",
        required=False,
        help_text="Chỉ dùng khi nhập bằng tay. Mỗi dòng: mã hoặc tên xã, phường; rồi đến chỉ tiêu.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    rule = forms.CharField(
        label="Căn cứ của cách chia",
        max_length=250,
        help_text="Ví dụ: Kế hoạch 25/KH-UBND, chia theo số dân 15–60 tuổi.",
        error_messages={"required": "Hãy ghi căn cứ của cách chia."},
    )

    def clean(self) -> dict[str, Any]:
        """By hand there is something to read."""
        data = super().clean() or {}
        if data.get("way") == self.BY_HAND and not data.get("table"):
            self.add_error("table", "Hãy dán bảng chỉ tiêu, mỗi dòng một xã, phường.")
        return data


class BalanceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A total that was reported before the register, with what stands behind it."""

    reported_on = day_field("Ngày báo cáo", required=False)
    area = _area_field()
    file = forms.FileField(
        label="Tệp minh chứng",
        required=False,
        help_text="Tệp PDF, không quá 20 MB. Không có thì để trống.",
    )

    class Meta:
        model = OpeningBalance
        fields = (
            "title",
            "area",
            "number",
            "unit",
            "source",
            "reported_on",
            "confidence",
            "evidence",
            "file",
        )
        error_messages = {
            "title": {"required": "Hãy đặt tên cho số liệu này."},
            "number": {
                "required": "Hãy nhập số đã báo cáo.",
                "invalid": "Số đã báo cáo là một số viết liền. Ví dụ: 350845.",
                "min_value": "Số đã báo cáo phải từ 0 trở lên.",
                "max_value": "Số đã báo cáo lớn quá mức. Hãy xem lại.",
            },
            "unit": {"required": "Hãy chọn đơn vị tính: lượt hay người."},
            "source": {"required": "Hãy ghi nguồn: báo cáo số nào, của cơ quan nào, ngày nào."},
            "confidence": {"required": "Hãy chọn mức chắc chắn."},
        }

    def clean_file(self) -> Any:
        """A PDF by what it holds."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > LARGEST:
            raise ValidationError("Tệp nặng quá 20 MB. Hãy quét lại ở cỡ nhỏ hơn.")
        if not file.read(5) == b"%PDF-":
            raise ValidationError(
                "Tệp này không phải là PDF. Hãy lưu báo cáo thành PDF rồi gửi lại."
            )
        file.seek(0)
        return file


class DayForm(forms.Form):
    """Of which day somebody wants to know something."""

    ngay = day_field("Vào ngày", missing="Hãy nhập ngày. Ví dụ: 31/12/2025.")


class LinkForm(forms.Form):
    """Which list of the register names people of a balance."""

    taken = forms.ModelChoiceField(
        Import.objects.none(),
        label="Danh sách đã ghi vào sổ",
        empty_label="Chọn một danh sách",
        error_messages={
            "required": "Hãy chọn danh sách.",
            "invalid_choice": "Danh sách này không còn. Hãy chọn lại.",
        },
    )

    def __init__(self, *args: Any, lists: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["taken"]
        field.queryset = lists  # type: ignore[attr-defined]
        field.label_from_instance = _list_label  # type: ignore[attr-defined]


def _list_label(taken: Import) -> str:
    return f"{taken.file_name}, ghi vào sổ {taken.applied_at:%d/%m/%Y}"
