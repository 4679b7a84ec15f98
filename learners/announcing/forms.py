"""What is said to a class: shape only; services judge."""

from typing import Any
from uuid import uuid4

from django import forms

from learners.announcing.channels import channels_on
from learners.announcing.models import LONGEST_SUBJECT, LONGEST_TEXT
from learners.announcing.services import Draft


class AnnouncementForm(forms.Form):
    """About what, the words, and by which ways beside the site."""

    subject = forms.CharField(
        label="Về việc gì",
        max_length=LONGEST_SUBJECT,
        help_text="Ví dụ: Đổi giờ học ngày mai.",
        error_messages={"required": "Hãy ghi thông báo về việc gì."},
    )
    text = forms.CharField(
        label="Lời nhắn",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Tối đa 1.000 ký tự. Đừng ghi số giấy tờ, số điện thoại của người khác.",
        error_messages={"required": "Hãy viết lời nhắn."},
    )
    channels = forms.MultipleChoiceField(
        label="Gửi thêm bằng", required=False, widget=forms.CheckboxSelectMultiple
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [way for way in channels_on() if way.carrier]
        self.fields["channels"].choices = [(way.code, way.words) for way in ways]  # type: ignore[attr-defined]
        # A letter costs nothing; what costs money is chosen each time.
        self.fields["channels"].initial = [way.code for way in ways if way.code == "email"]
        self.fields["key"].initial = uuid4

    def draft(self) -> Draft:
        """What was filled in."""
        said = self.cleaned_data
        return Draft(said["subject"], said["text"], said["channels"])
