"""A new version of the bounds of alerts."""

from django.core.exceptions import ValidationError

from learners.campaigns.models import AlertRule
from lms.core.versions import NewVersionForm


class AlertRuleForm(NewVersionForm):
    """From where on something is worth a word."""

    class Meta:
        model = AlertRule
        fields = (
            *("version", "valid_from", "decision"),
            *("similar_percent", "silent_days", "lapsing_days"),
        )

    def clean_similar_percent(self) -> int:
        """A share of something."""
        percent: int = self.cleaned_data["similar_percent"]
        if not 1 <= percent <= 100:
            raise ValidationError("Hãy ghi một số từ 1 đến 100.")
        return percent

    def clean_silent_days(self) -> int:
        """At least a day."""
        return self._days("silent_days")

    def clean_lapsing_days(self) -> int:
        """At least a day."""
        return self._days("lapsing_days")

    def _days(self, name: str) -> int:
        days: int = self.cleaned_data[name]
        if days < 1:
            raise ValidationError("Hãy ghi số ngày từ 1 trở lên.")
        return days
