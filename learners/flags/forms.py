"""The answers of an officer: shape only."""

from django import forms

from learners.flags.models import LONGEST_WORDS, CallBack, Flag


class DecisionForm(forms.Form):
    """What there is to a flag."""

    state = forms.ChoiceField(
        label="Kết luận",
        choices=[
            (one.value, one.label.capitalize()) for one in Flag.State if one != Flag.State.OPEN
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Hãy chọn kết luận.",
            "invalid_choice": "Hãy chọn một trong hai kết luận.",
        },
    )
    words = forms.CharField(
        label="Đã xem gì, hỏi ai",
        max_length=LONGEST_WORDS,
        help_text="Ví dụ: đã hỏi chị Hương, hôm đó chị Hiền dạy thay. Không ghi bệnh tật, hoàn "
        "cảnh riêng của ai.",
        error_messages={"required": "Hãy ghi đã xem gì, hỏi ai, vì sao kết luận như vậy."},
    )


class CallForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField(
        label="Kết quả",
        choices=[
            (one.value, one.label.capitalize())
            for one in CallBack.Result
            if one != CallBack.Result.WAITING
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Hãy chọn kết quả cuộc gọi.",
            "invalid_choice": "Hãy chọn một trong các kết quả.",
        },
    )
    words = forms.CharField(
        label="Ghi chú (không bắt buộc)",
        max_length=LONGEST_WORDS,
        required=False,
        help_text="Chỉ ghi điều liên quan đến lớp học.",
    )
