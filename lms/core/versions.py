"""Rules that are data: an operator adds a version, nobody edits one."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class NewVersionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of a rule, in force from a day on."""

    def clean_valid_from(self) -> date:
        """Nobody is judged by what was not said yet."""
        day: date = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise ValidationError("Quy định mới áp dụng từ hôm nay trở đi, không áp dụng ngược.")
        return day
