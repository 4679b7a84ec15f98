"""What is typed and ticked while assessing: shape only; services judge."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from learners.assessing.models import LONGEST_REASON, LONGEST_SHEET, LONGEST_WORDS, PaperResult
from learners.assessing.pictures import MOST_BYTES, TOO_HEAVY
from learners.assessing.services import Pair
from learners.assessing.sheets import Sheet
from learners.people.models import Learner

_PAIR = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


def pairs_in(data: QueryDict, name: str) -> set[Pair]:
    """The (learner, task) pairs of a field that comes many times; what is no pair is ignored."""
    found = (_PAIR.fullmatch(value) for value in data.getlist(name))
    return {(int(match[1]), int(match[2])) for match in found if match}


class HandInForm(forms.Form):
    """Words, a picture, or both."""

    text = forms.CharField(
        label="Bạn đã làm thế nào?",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Vài dòng là đủ. Đừng ghi mật khẩu, số giấy tờ, số thẻ.",
    )
    picture = forms.FileField(
        label="Ảnh chụp hoặc ảnh chụp màn hình (nếu có)",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPEG, PNG hoặc WebP, tối đa 12 MB. Nơi chụp, giờ chụp trong ảnh được xóa đi.",
        error_messages={"empty": "Tệp ảnh này trống. Hãy chọn lại ảnh."},
    )

    def clean_picture(self) -> Any:
        """Not heavier than pictures may be: looked at before it is read."""
        picture = self.cleaned_data["picture"]
        if picture and picture.size > MOST_BYTES:
            raise forms.ValidationError(TOO_HEAVY)
        return picture

    @property
    def picture_bytes(self) -> bytes:
        """The file as it came; nothing for none."""
        picture = self.cleaned_data.get("picture")
        return picture.read() if picture else b""


class ReviewForm(forms.Form):
    """Done, or not yet with a sentence."""

    outcome = forms.ChoiceField(
        label="Người học làm được chưa?",
        choices=[("done", "Làm được"), ("not_yet", "Chưa đạt, cần làm thêm")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn “Làm được” hoặc “Chưa đạt”."},
    )
    words = forms.CharField(
        label="Lời nhắn cho người học",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc khi chưa đạt: nói nhẹ nhàng cần làm thêm gì.",
    )

    def clean(self) -> dict[str, Any]:
        """Who has to go on is told how."""
        data = super().clean() or {}
        if data.get("outcome") == "not_yet" and not data.get("words", "").strip():
            self.add_error("words", "Hãy viết một câu cho người học biết cần làm thêm gì.")
        return data


class TakenOnForm(forms.Form):
    """The day the sheets were written."""

    taken_on = forms.DateField(
        label="Ngày làm bài",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Hãy ghi ngày làm bài.",
            "invalid": "Hãy ghi ngày làm bài theo ngày/tháng/năm.",
        },
    )

    def clean_taken_on(self) -> date:
        """Nobody wrote a test tomorrow."""
        day: date = self.cleaned_data["taken_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày làm bài không thể ở sau hôm nay.")
        return day


_MISSING = {
    "number": "Còn thiếu số phiếu.",
    "correct": "Còn thiếu số câu đúng.",
    "safety": "Còn thiếu số câu an toàn đúng.",
}
_WHOLE = {
    "invalid": "Hãy ghi một số.",
    "min_value": "Số câu không thể nhỏ hơn 0.",
    "max_value": "Bài này không có nhiều câu như vậy.",
}


def _marks(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_WHOLE,
    )


class SheetForm(forms.Form):
    """One person's sheet; all of it empty when they handed none in."""

    number = forms.CharField(
        label="Số phiếu",
        required=False,
        max_length=LONGEST_SHEET,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: QueryDict | None, *, learner: Learner, total: int, safety: int
    ) -> None:
        super().__init__(data=data, prefix=str(learner.pk))
        self.learner = learner
        self.fields["correct"] = _marks(f"Số câu đúng (trong {total})", total)
        if safety:
            self.fields["safety"] = _marks(f"Câu an toàn đúng (trong {safety})", safety)

    def clean(self) -> dict[str, Any]:
        """Half a line is a mistake: it is asked, not guessed."""
        data = super().clean() or {}
        typed = {name: self.data.get(self.add_prefix(name), "").strip() for name in self.fields}
        if any(typed.values()):
            for name, value in typed.items():
                if not value:
                    self.add_error(name, _MISSING[name])
        return data

    @property
    def sheet(self) -> Sheet | None:
        """What was typed; None for an empty line."""
        data = self.cleaned_data
        if not data.get("number"):
            return None
        return Sheet(data["number"], self.learner, data["correct"], data.get("safety"))


def sheet_forms(
    people: Sequence[Learner], *, total: int, safety: int, data: QueryDict | None = None
) -> list[SheetForm]:
    """A line for each person."""
    return [SheetForm(data, learner=one, total=total, safety=safety) for one in people]


class CorrectForm(TakenOnForm):
    """What a sheet really says, and why it was entered otherwise; or only why it is taken back.

    The button "bo" takes it back: then the numbers do not matter.
    """

    number = forms.CharField(
        label="Số phiếu",
        required=False,
        max_length=LONGEST_SHEET,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: gõ nhầm 18 thành 8. Kết quả cũ và lý do được giữ lại.",
        error_messages={"required": "Hãy ghi lý do, để người sau xem lại còn hiểu."},
    )

    def __init__(self, data: QueryDict | None = None, *, result: PaperResult) -> None:
        super().__init__(
            data,
            initial={
                "number": result.sheet_number,
                "correct": result.correct,
                "safety": result.safety_correct,
                "taken_on": result.taken_on,
            },
        )
        self.result = result
        self.fields["correct"] = _marks(f"Số câu đúng (trong {result.total})", result.total)
        if rule := result.rule:
            most = rule.safety_questions
            self.fields["safety"] = _marks(f"Câu an toàn đúng (trong {most})", most)
        self.order_fields(["number", "correct", "safety", "taken_on", "reason"])

    @property
    def voids(self) -> bool:
        """Whether the sheet is to be taken back."""
        return "bo" in self.data

    def clean(self) -> dict[str, Any]:
        """A correction is whole; taking back needs the reason alone."""
        data = super().clean() or {}
        if self.voids:
            self.errors.pop("taken_on", None)
            return data
        for name in ("number", "correct", "safety"):
            if name in self.fields and name not in self.errors and data.get(name) in (None, ""):
                self.add_error(name, _MISSING[name])
        return data

    @property
    def sheet(self) -> Sheet:
        """What was typed."""
        data = self.cleaned_data
        return Sheet(data["number"], self.result.learner, data["correct"], data.get("safety"))
