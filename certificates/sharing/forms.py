"""What a person chooses to show: shape only; services judge."""

from django import forms

from certificates.sharing.models import Share


class ShareForm(forms.Form):
    """How much of the name everyone may see."""

    shows = forms.ChoiceField(
        label="Mọi người thấy tên bạn thế nào?",
        choices=Share.Shows.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn tên hiện ra thế nào."},
    )
