"""A new version of what somebody in a class must have done to have finished."""

from django.core.exceptions import ValidationError

from learners.closing.models import ClosingRule
from lms.core.versions import NewVersionForm


class ClosingRuleForm(NewVersionForm):
    """The share of sessions and the tasks; the course test is always asked."""

    class Meta:
        model = ClosingRule
        fields = ("version", "valid_from", "decision", "percent_there", "tasks_needed")

    def clean_percent_there(self) -> int:
        """A share of something."""
        percent: int = self.cleaned_data["percent_there"]
        if not 1 <= percent <= 100:
            raise ValidationError("Hãy ghi một số từ 1 đến 100.")
        return percent
