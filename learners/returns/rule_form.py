"""A new version of the rule of returns."""

from django.core.exceptions import ValidationError

from learners.returns.models import ReturnRule
from lms.core.versions import NewVersionForm


class ReturnRuleForm(NewVersionForm):
    """The day of the next month, and the agency that checks."""

    class Meta:
        model = ReturnRule
        fields = ("version", "valid_from", "decision", "due_day", "checked_by")

    def clean_due_day(self) -> int:
        """A day that every month has."""
        day: int = self.cleaned_data["due_day"]
        if not 1 <= day <= 28:
            raise ValidationError("Hãy ghi một ngày từ 1 đến 28.")
        return day
