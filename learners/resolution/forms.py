"""What officers type about tasks: shape only; services judge."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.resolution.agencies import Agencies
from learners.resolution.amounts import read_amount, tidy
from learners.resolution.checking import Measure
from learners.resolution.deadlines import Deadline, NotADeadline, read_deadline
from learners.resolution.evidence import BROKEN, MOST_BYTES, TOO_HEAVY, own_path
from learners.resolution.facts import TaskFacts
from learners.resolution.feeds import feed_choices
from learners.resolution.models import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Objective,
    ProgressNote,
    TaskIndicator,
)
from learners.resolution.noting import Note
from lms.core.errors import DomainError
from lms.core.forms import day_field
from lms.core.identity import clean_text
from lms.core.numbers import show_number

LONGEST_SHEET = 600_000  # letters; what the page sends back must fit into one request
SHEET_TOO_LONG = "Bảng dài quá. Hãy chia thành hai bảng rồi nhập từng bảng."


class DeadlineField(forms.CharField):
    """A day, month, quarter or year, or "thường xuyên"; empty for not known."""

    def clean(self, value: Any) -> Deadline:
        try:
            return read_deadline(str(super().clean(value) or ""))
        except NotADeadline as problem:
            raise ValidationError(str(problem)) from problem


class AmountField(forms.CharField):
    """A number as offices write it; empty for not known."""

    def __init__(self, **more: Any) -> None:
        entry = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, required=False, widget=entry, **more)

    def clean(self, value: Any) -> Decimal | None:
        typed = str(super().clean(value) or "")
        amount = read_amount(typed)
        if typed and amount is None:
            raise ValidationError("Chưa phải là số. Ví dụ: 500.000 hoặc 70,2.")
        return amount.value if amount else None


def _words(label: str, most: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    """A line of words, or several where `rows` are given; not required unless it says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    more.setdefault("required", False)
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class ObjectiveForm(forms.Form):
    """An objective by its number and its words."""

    number = _words(
        "Số mục tiêu", 30, required=True, error_messages={"required": "Hãy ghi số mục tiêu."}
    )
    title = _words(
        "Mục tiêu",
        LONGEST_TITLE,
        rows=3,
        required=True,
        error_messages={"required": "Hãy ghi tên mục tiêu."},
    )


class TaskForm(forms.Form):
    """All that is written of a task."""

    number = _words(
        "Số nhiệm vụ", 30, required=True, error_messages={"required": "Hãy ghi số nhiệm vụ."}
    )
    objective = forms.ChoiceField(
        label="Thuộc mục tiêu", error_messages={"required": "Hãy chọn mục tiêu."}
    )
    title = _words(
        "Nhiệm vụ",
        LONGEST_TITLE,
        rows=3,
        required=True,
        error_messages={"required": "Hãy ghi nội dung nhiệm vụ."},
    )
    lead = _words(
        "Cơ quan chủ trì",
        300,
        help_text="Gõ tên như ở mục Cơ quan, có dấu hay không dấu đều được. Nơi chưa có ở đó "
        "thì được ghi bằng chữ.",
    )
    others = _words(
        "Cơ quan phối hợp", 3_000, rows=3, help_text="Mỗi nơi một dòng, hoặc ngăn bằng dấu ;"
    )
    person = _words(
        "Người phụ trách", 120, help_text="Họ tên người được giao, theo văn bản. Dân không thấy."
    )
    post = _words("Chức vụ", 200)
    deadline = DeadlineField(
        label="Thời hạn",
        max_length=100,
        required=False,
        help_text="31/12/2026, 6/2026, quý II/2026, 2026, hoặc “thường xuyên”.",
    )
    product = _words("Sản phẩm", LONGEST_WORDS, rows=2, help_text="Xong việc thì có gì để xem.")
    legal_base = _words(
        "Căn cứ", LONGEST_WORDS, rows=2, help_text="Số, ngày và cơ quan ra văn bản."
    )
    authority = _words("Thẩm quyền", LONGEST_WORDS, rows=2, help_text="Cấp nào quyết định.")
    is_central = forms.BooleanField(label="Do Trung ương giao", required=False)

    def __init__(self, *args: Any, objectives: list[Objective], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "Chọn một mục tiêu"), *((one.number, str(one)) for one in objectives)]
        self.fields["objective"].choices = choices  # type: ignore[attr-defined]
        self._agencies = Agencies() if self.is_bound else None

    def clean_lead(self) -> Any:
        return self._known("one", self.cleaned_data["lead"])

    def clean_others(self) -> Any:
        return self._known("several", self.cleaned_data["others"])

    def _known(self, how: str, typed: str) -> Any:
        try:
            return getattr(self._agencies, how)(typed)
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal

    def facts(self) -> TaskFacts:
        """What was typed, for the services."""
        told: dict[str, Any] = {
            name: clean_text(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        return TaskFacts(**told)

    @staticmethod
    def initial_of(facts: TaskFacts) -> dict[str, Any]:
        """A task as it stands, as the form writes it."""
        told = {name: getattr(facts, name) for name in TaskFacts.__slots__}
        return told | {
            "lead": facts.lead.name if facts.lead else "",
            "others": "\n".join(one.name for one in facts.others),
            "deadline": facts.deadline.words,
        }


class DropForm(forms.Form):
    """Why a task is followed no more."""

    reason = _words(
        "Lý do thôi theo dõi",
        LONGEST_REASON,
        required=True,
        help_text="Ví dụ: gộp vào nhiệm vụ 12 theo Quyết định 45/QĐ-UBND.",
        error_messages={"required": "Hãy ghi lý do."},
    )


class IndicatorForm(forms.Form):
    """What a task is measured by."""

    name = _words(
        "Chỉ tiêu", 300, required=True, error_messages={"required": "Hãy ghi tên chỉ tiêu."}
    )
    unit = _words("Đơn vị tính", 60, help_text="Ví dụ: người, %, thủ tục.")
    baseline = AmountField(label="Giá trị ban đầu")
    target = AmountField(label="Cần đạt", help_text="Ví dụ: 500.000 hoặc 70,2.")
    period = _words("Kỳ", 60, help_text="Ví dụ: năm 2026, hằng quý.")
    formula = _words("Cách tính, nguồn", LONGEST_WORDS, rows=2)
    feed = forms.ChoiceField(
        label="Tự lấy số của hệ thống",
        required=False,
        help_text="Chọn thì không ai phải ghi: số toàn tỉnh của ngày đếm gần nhất.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "Không, cơ quan tự ghi"), *feed_choices()]
        self.fields["feed"].choices = choices  # type: ignore[attr-defined]

    def measure(self) -> Measure:
        """What was typed, for the services."""
        return Measure(**self.cleaned_data)

    @staticmethod
    def initial_of(indicator: TaskIndicator) -> dict[str, Any]:
        """An indicator as it stands, as the form writes it."""
        told = {name: getattr(indicator, name) for name in Measure.__slots__}
        for name in ("baseline", "target"):
            told[name] = "" if told[name] is None else show_number(tidy(told[name]))
        return told


class NoteForm(forms.Form):
    """How far a task is, and what there is to show for it. Made for a phone: three fields do."""

    words = _words(
        "Đã làm được gì",
        LONGEST_TITLE,
        rows=3,
        required=True,
        help_text="Không ghi thông tin riêng của người dân.",
        error_messages={"required": "Hãy ghi đã làm được gì."},
    )
    percent = forms.IntegerField(
        label="Tiến độ (%)",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Từ 0 đến 100. Ghi 100 khi đã xong và có minh chứng.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Tiến độ là số từ 0 đến 100."
        ),
    )
    day = day_field("Ngày", initial=timezone.localdate)
    indicator = forms.ModelChoiceField(
        TaskIndicator.objects.none(),
        label="Chỉ tiêu",
        required=False,
        empty_label="Không ghi số của chỉ tiêu nào",
    )
    value = AmountField(label="Đạt được", help_text="Số đạt được đến ngày trên.")
    document = _words("Số, ký hiệu văn bản", 200, help_text="Ví dụ: 12/BC-SKHCN ngày 03/11/2026.")
    page = _words("Trang trong hệ thống", 400, help_text="Chép đường dẫn của trang làm minh chứng.")
    file = forms.FileField(
        label="Tệp minh chứng",
        required=False,
        help_text="PDF hoặc ảnh, nhẹ hơn 12 MB. Không gửi danh sách người dân.",
        error_messages={"empty": BROKEN},
    )

    def __init__(self, *args: Any, indicators: Any, host: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self._host = host
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]
        if not indicators:
            del self.fields["indicator"], self.fields["value"]

    def clean_page(self) -> str:
        return own_path(self.cleaned_data["page"], host=self._host)

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(TOO_HEAVY)
        return file.read() if file else b""

    def note(self) -> Note:
        """What was typed, for the services."""
        told = dict(self.cleaned_data)
        return Note(**{name: told[name] for name in Note.__slots__ if name in told})

    @staticmethod
    def initial_of(note: ProgressNote) -> dict[str, Any]:
        """A note as the form writes it; a file is handed in anew."""
        told = {name: getattr(note, name) for name in ("words", "percent", "day", "document")}
        value = "" if note.value is None else show_number(tidy(note.value))
        return told | {"page": note.page, "indicator": note.indicator_id, "value": value}


class CorrectForm(NoteForm):
    """What is right instead of a wrong note, and why."""

    reason = _words(
        "Vì sao lần ghi trước chưa đúng",
        LONGEST_REASON,
        required=True,
        error_messages={"required": "Hãy ghi vì sao lần ghi trước chưa đúng."},
    )
    field_order = ("reason",)


class SheetForm(forms.Form):
    """A sheet of tasks: pasted, or a file."""

    table = forms.CharField(
        label="Dán bảng vào đây",
        max_length=LONGEST_SHEET,
        required=False,
        strip=False,  # its lines are counted
        help_text="Chép cả dòng tiêu đề từ Excel.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": SHEET_TOO_LONG},
    )
    file = forms.FileField(
        label="Hoặc chọn tệp XLSX, CSV",
        required=False,
        error_messages={"empty": "Tệp này trống. Hãy chọn lại tệp."},
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not (data["table"].strip() or data.get("file")):
            self.add_error("table", "Hãy dán bảng, hoặc chọn một tệp.")
        return data
