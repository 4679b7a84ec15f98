"""What is typed about the people of a class: shape only; services judge."""

from typing import Any

from django import forms

from learners.classes.forms import NUMBER, OFF, CommuneChoice, number_field
from learners.classes.helping import LEAST_MINUTES
from learners.classes.models import Session
from learners.classes.spot import GUARDIAN_SIGNS_TOO
from learners.people.changes import Facts
from learners.people.consents import may_be_child
from learners.people.forms import guardian_field
from lms.core.identity import LONGEST_NAME, clean_text
from lms.core.models import Area


class SignedForm(forms.Form):
    """The consent sheet that somebody signed; a child's needs who signed it with them."""

    paper = forms.CharField(
        label="Giấy đồng ý đã ký, nếu có",
        help_text="Ghi số tờ, ví dụ: tờ 12. Chưa ký thì để trống và cho ký sau.",
        max_length=120,
        required=False,
        widget=forms.TextInput(OFF),
    )
    guardian_name = guardian_field()

    def clean(self) -> dict[str, Any]:
        """The page shows the field of the guardian when it is missing."""
        data = super().clean() or self.cleaned_data
        if self.asks_guardian and not clean_text(data.get("guardian_name", "")):
            self.add_error("guardian_name", GUARDIAN_SIGNS_TOO)
        return data

    @property
    def asks_guardian(self) -> bool:
        """Whether a sheet was signed for somebody who may be a child."""
        data = getattr(self, "cleaned_data", {})
        year = data.get("birth_year")
        return bool(data.get("paper") and year and may_be_child(birth_year=year))


class SpotForm(SignedForm):
    """Somebody in the hall with no account: name and year, the rest if there is."""

    spot = forms.UUIDField(widget=forms.HiddenInput)
    full_name = forms.CharField(
        label="Họ và tên",
        max_length=LONGEST_NAME + 80,
        widget=forms.TextInput(OFF),
        error_messages={"required": "Hãy nhập họ và tên."},
    )
    birth_year = forms.IntegerField(
        label="Năm sinh",
        widget=forms.TextInput(NUMBER),
        error_messages={
            "required": "Hãy nhập năm sinh, ví dụ 1975.",
            "invalid": "Năm sinh gồm 4 số, ví dụ 1975.",
        },
    )
    hamlet = forms.CharField(
        label="Thôn, xóm, tổ dân phố", max_length=120, required=False, widget=forms.TextInput(OFF)
    )
    phone = forms.CharField(
        label="Điện thoại, nếu có",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **OFF}),
    )
    commune = CommuneChoice(
        Area.objects.none(),
        label="Xã, phường nơi ở",
        empty_label=None,
        error_messages={"required": "Hãy chọn xã, phường nơi người này ở."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Area.objects.communes()  # of today, not of the day the process began
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]

    def facts(self) -> Facts:
        """What was told about the person."""
        told = ("full_name", "birth_year", "hamlet", "phone")
        return Facts(**{name: self.cleaned_data[name] for name in told})


class HelpForm(forms.Form):
    """Who helped whom, for how long; without a helper it is whoever writes."""

    helper = forms.CharField(
        label="Người giúp",
        help_text="Người của lớp, hoặc của tổ công nghệ số trong xã, phường.",
        max_length=120,
        widget=forms.TextInput(OFF),
        error_messages={"required": "Hãy ghi tên người giúp."},
    )
    learner = forms.CharField(
        label="Người được giúp",
        help_text="Ghi như trong danh sách lớp. Trùng tên thì thêm năm sinh: Lan 1975.",
        max_length=120,
        widget=forms.TextInput(OFF),
        error_messages={"required": "Hãy ghi tên người được giúp."},
    )

    def __init__(self, *args: Any, own: bool, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"] = number_field(
            "Số phút đã giúp",
            max(session.minutes, LEAST_MINUTES),
            least=LEAST_MINUTES,
            initial=min(30, session.minutes),
        )
        if own:
            del self.fields["helper"]
