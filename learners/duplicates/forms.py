"""What is said of a pair."""

from django import forms

from learners.duplicates.models import Pair


class DecisionForm(forms.Form):
    """One of three answers, and which of two records is kept."""

    decision = forms.ChoiceField(
        choices=[
            (Pair.State.SAME, "Cùng một người"),
            (Pair.State.DIFFERENT, "Hai người khác nhau"),
            (Pair.State.LATER, "Để sau"),
        ]
    )
    kept = forms.IntegerField(required=False, min_value=1)
