"""What staff type about trainers: shape only; services judge."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.people.models import Learner
from learners.trainers.appointing import Decision
from learners.trainers.conditions import Finding, read_conditions
from learners.trainers.languages import LANGUAGES
from learners.trainers.models import Tier, TrainerFile, TrainerRule
from learners.trainers.reviewing import may_be_confirmed
from learners.trainers.scoring import CRITERIA, LEVELS
from learners.trainers.selectors import may_have_trained
from learners.trainers.states import CHOSEN, WAYS, State
from lms.core.forms import day_field
from lms.core.models import Area, User
from lms.core.selectors import account_by_contact


def reason_field(*, required: bool = True, help_text: str = "") -> forms.CharField:
    """Why: read by whoever looks at the history."""
    return forms.CharField(
        label="Lý do",
        max_length=300,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do, để người sau xem lại còn hiểu."},
    )


class ReasonForm(forms.Form):
    """An act that needs no more than a reason."""

    words = reason_field()


class MoveForm(forms.Form):
    """The next step, and why."""

    to = forms.ChoiceField(
        label="Chuyển sang bước", error_messages={"required": "Hãy chọn bước tiếp."}
    )
    words = reason_field(
        required=False, help_text="Cần khi lùi bước, hoặc khi còn điều kiện chưa đạt."
    )

    def __init__(self, *args: Any, file: TrainerFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (state.value, state.words) for state in next_states(file)
        ]


def next_states(file: TrainerFile) -> list[State]:
    """The steps an officer may choose for a file, the one ahead first."""
    order = list(State)
    now = file.state_today
    ways = [state for state in order if state in WAYS[now] & CHOSEN]
    return sorted(ways, key=lambda state: order.index(state) < order.index(now))


class ConfirmForm(forms.Form):
    """An officer's word for a condition."""

    number = forms.DecimalField(
        label="Đã có bao nhiêu",
        min_value=0,
        max_digits=6,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": "Hãy ghi một số.",
            "invalid": "Hãy ghi một số, ví dụ 4,5.",
        },
    )
    held_on = day_field("Ngày", help_text="Ngày việc ấy xong, ví dụ 24/11/2026.")
    words = forms.CharField(
        label="Nội dung",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi nội dung xác nhận."},
    )
    evidence = forms.CharField(
        label="Minh chứng",
        max_length=250,
        help_text="Số văn bản, tên tệp, hoặc ai chứng kiến.",
        error_messages={"required": "Hãy ghi minh chứng."},
    )

    @staticmethod
    def initial_of(finding: Finding) -> dict[str, Any]:
        """What is asked for, today."""
        return {"number": f"{finding.condition.number:g}", "held_on": timezone.localdate()}


class TrialForm(forms.Form):
    """When somebody teaches for trial, what, and who judges."""

    held_on = day_field("Ngày giảng thử", help_text="Ví dụ 24/11/2026.")
    topic = forms.CharField(
        label="Bài giảng thử",
        max_length=200,
        help_text="15 phút, một bài trong giáo trình.",
        error_messages={"required": "Hãy ghi tên bài giảng thử."},
    )
    first = forms.CharField(
        label="Người chấm thứ nhất",
        max_length=254,
        help_text="Số điện thoại hoặc email người ấy dùng để đăng nhập.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "Hãy ghi người chấm thứ nhất."},
    )
    second = forms.CharField(
        label="Người chấm thứ hai",
        max_length=254,
        help_text="Không ai chấm người mình đã dạy hay đã kèm.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "Hãy ghi người chấm thứ hai."},
    )

    def clean_first(self) -> User:
        return _account(self.cleaned_data["first"])

    def clean_second(self) -> User:
        return _account(self.cleaned_data["second"])


def _account(typed: str) -> User:
    user = account_by_contact(typed)
    if user is None:
        raise ValidationError(
            "Chưa có tài khoản nào như vậy. Hãy nhờ người đó đăng nhập một lần trước."
        )
    return user


class ScoreForm(forms.Form):
    """The sheet of one assessor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (title, words) in enumerate(CRITERIA, start=1):
            self.fields[f"c{number}"] = forms.TypedChoiceField(
                label=f"{number}. {title}",
                help_text=words,
                coerce=int,
                choices=list(LEVELS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": f"Hãy cho điểm tiêu chí {number}."},
            )
        self.fields["notes"] = forms.CharField(
            label="Nhận xét",
            max_length=500,
            required=False,
            help_text="Điều làm tốt, điều nên sửa. Người được chấm sẽ đọc.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def scores(self) -> list[int]:
        """The five, in order."""
        return [self.cleaned_data[f"c{number}"] for number in range(1, len(CRITERIA) + 1)]


class TrainedByForm(forms.Form):
    """Who trained somebody."""

    trained_by = forms.ModelChoiceField(
        Learner.objects.none(),
        label="Người kèm",
        required=False,
        empty_label="Chưa rõ",
        help_text="Giảng viên đang được công nhận ở địa bàn này, và các chuyên gia cấp tỉnh.",
        error_messages={"invalid_choice": "Hãy chọn một người trong danh sách."},
    )

    def __init__(self, *args: Any, file: TrainerFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trained_by"]
        field.queryset = may_have_trained(file)
        field.label_from_instance = lambda one: f"{one.full_name}, sinh {one.birth_year}"
        field.initial = file.trained_by_id


class LanguagesForm(forms.Form):
    """In which languages somebody can teach, as they told it."""

    languages = forms.MultipleChoiceField(
        label="Dạy được bằng tiếng",
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Hãy chọn trong danh sách."},
    )


class DecisionForm(forms.Form):
    """A decision as it stands on paper."""

    number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        help_text="Ví dụ 12/QĐ-UBND.",
        error_messages={"required": "Hãy ghi số quyết định."},
    )
    decided_on = day_field("Ngày quyết định", help_text="Ví dụ 24/11/2026.")
    issuer = forms.CharField(
        label="Cơ quan ban hành",
        max_length=150,
        error_messages={"required": "Hãy ghi cơ quan ban hành."},
    )
    valid_from = day_field("Công nhận từ ngày")
    valid_to = day_field("Đến hết ngày")

    @staticmethod
    def decision_of(told: dict[str, Any]) -> Decision:
        """What the paper says, with the area it is for."""
        names = ("number", "decided_on", "issuer", "area", "valid_from", "valid_to")
        return Decision(**{name: told[name] for name in names})


class AppointForm(DecisionForm):
    """A decision for one person: with their area, and a reason where something is missing."""

    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Địa bàn",
        empty_label=None,
        error_messages={"required": "Hãy chọn địa bàn.", "invalid_choice": "Hãy chọn lại địa bàn."},
    )
    words = reason_field(required=False)
    field_order = ("number", "decided_on", "issuer", "area", "valid_from", "valid_to", "words")

    def __init__(self, *args: Any, file: TrainerFile, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        self.fields["area"].initial = file.area_id
        self.fields["words"].help_text = "Cần khi còn điều kiện chưa đạt, hoặc lâu hơn quy định."


class ConfirmManyForm(ConfirmForm):
    """An officer's word for one condition of several people."""

    measure = forms.ChoiceField(
        label="Điều kiện", error_messages={"required": "Hãy chọn điều kiện được xác nhận."}
    )
    field_order = ("measure", "number", "held_on", "words", "evidence")

    def __init__(self, *args: Any, rule: TrainerRule | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"number": "1", "held_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        asked = read_conditions(rule.conditions) if rule else []
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            (one.measure, one.words)
            for one in asked
            if one.stage != "keep" and may_be_confirmed(one)
        ]


class MoveManyForm(forms.Form):
    """The next step of several."""

    to = forms.ChoiceField(
        label="Chuyển sang bước",
        choices=[(one.value, one.words) for one in (State.TRAINING, State.WAITING)],
        error_messages={"required": "Hãy chọn bước tiếp."},
    )


class ChooseForm(forms.Form):
    """Which tier, and why this person."""

    tier = forms.ChoiceField(
        label="Bậc", choices=Tier.choices, error_messages={"required": "Hãy chọn bậc."}
    )
    words = forms.CharField(label="Ai giới thiệu", max_length=300, required=False)


def day_after(day: date | None) -> date:
    """Where a renewal goes on; today when nothing is in force."""
    today = timezone.localdate()
    return date.fromordinal(day.toordinal() + 1) if day and day >= today else today
