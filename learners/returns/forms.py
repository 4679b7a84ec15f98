"""What officers write into a return: shape only."""

from django import forms

from learners.returns.models import LONGEST_REASON, LONGEST_WORDS


def _words(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WordsForm(forms.Form):
    """The commune's own words."""

    difficulties = _words(
        "Khó khăn, vướng mắc", "Ví dụ: xóm Na Hiên chưa có sóng. Để trống nếu không có."
    )
    proposals = _words("Đề xuất, kiến nghị", "Ví dụ: xin thêm hai giảng viên nói tiếng Tày.")


class SendBackForm(forms.Form):
    """What the commune is to set right."""

    words = forms.CharField(
        label="Cần sửa gì",
        max_length=LONGEST_WORDS,
        help_text="Xã, phường đọc lời này. Ví dụ: Lớp ngày 12/10 chưa có điểm danh.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi cần sửa gì, để xã, phường biết."},
    )


class CorrectForm(forms.Form):
    """Why a locked return is corrected."""

    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=LONGEST_REASON,
        help_text="Ví dụ: một tờ điểm danh của tháng 10 đến muộn.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do đính chính."},
    )
