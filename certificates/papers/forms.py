"""A class or a commune of an officer's scope, to be chosen from: for whatever stands on papers."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from certificates.drawing.facts import Kind
from learners.announcing.selectors import class_name
from learners.classes.models import TrainingClass
from lms.core.access import scope_of
from lms.core.models import Area, User

CLASSES_OFFERED = 50
KINDS = [(kind.value, kind.heading) for kind in Kind]


class PlaceForm(forms.Form):
    """A class or a commune of one's scope."""

    training_class = forms.ChoiceField(
        label="Lớp", required=False, help_text="Năm mươi lớp mới nhất trong phạm vi của bạn."
    )
    commune = forms.ModelChoiceField(
        Area.objects.none(),
        label="Xã, phường",
        required=False,
        empty_label="Không chọn",
        error_messages={"invalid_choice": "Hãy chọn một xã, phường trong danh sách."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(user)
        communes = Area.objects.communes()
        if not scope.whole_province:
            communes = communes.filter(pk__in=scope.communes)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.classes = classes_offered(user)
        asked = str(self.data.get("training_class") or self.initial.get("training_class") or "")
        offered = list(self.classes[:CLASSES_OFFERED])
        if asked.isascii() and asked.isdecimal() and len(asked) < 19:
            offered += [one for one in self.classes.filter(pk=int(asked)) if one not in offered]
        self.found = {str(one.pk): one for one in offered}
        choices = [(key, _class_words(one)) for key, one in self.found.items()]
        self.fields["training_class"].choices = [("", "Không chọn"), *choices]  # type: ignore[attr-defined]

    def clean_training_class(self) -> TrainingClass | None:
        return self.found.get(self.cleaned_data["training_class"])

    def check_one_place(self) -> None:
        """Raises ValidationError unless a class, or a commune, and not both, was chosen."""
        data = self.cleaned_data
        if bool(data.get("training_class")) == bool(data.get("commune")) and not self.errors:
            raise forms.ValidationError("Hãy chọn một lớp, hoặc một xã, phường.")


def _class_words(one: TrainingClass) -> str:
    return f"Lớp số {one.pk}: {class_name(one).removeprefix('Lớp ')}"


def classes_offered(user: User) -> QuerySet[TrainingClass]:
    """The newest classes of one's scope, to choose from."""
    classes = TrainingClass.objects.watched_by(user).select_related("course", "commune")
    return classes.order_by("-pk")
