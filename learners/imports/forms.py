"""The forms of a list: the file and whose people they are, and what each column means."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict

from learners.imports.columns import FIELDS
from learners.imports.models import ImportRow
from learners.imports.selectors import communes_in, organisations_in
from learners.imports.services import Answer, too_large
from learners.people.forms import BirthField, CommuneField
from lms.core.access import Scope
from lms.core.models import Area

# How the reason of a row begins, by the field that answers it.
_ASKED = {
    "commune": ("Xã, phường: ", "Địa chỉ: "),
    "birth": ("Ngày sinh", "theo số này thì sinh năm"),
    "without_number": ("Số định danh: theo số này",),
}
ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"


class _Communes(forms.ModelChoiceField):
    def label_from_instance(self, obj: Area) -> str:
        """The old district tells namesakes apart."""
        return f"{obj} ({obj.former_place})" if obj.former_place else str(obj)


class UploadForm(forms.Form):
    """A file, and the commune or organisation of those whose row does not say."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Excel (.xlsx, .xls) hoặc CSV, tối đa "
        f"{settings.LIST_MAX_BYTES // 1024 // 1024} MB. Không cần sửa lại cột: "
        "bước sau bạn chỉ cho máy biết cột nào là gì.",
        error_messages={
            "required": "Hãy chọn tệp danh sách trên máy của bạn.",
            "empty": "Tệp này trống, không có gì bên trong. Hãy chọn lại tệp danh sách.",
        },
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    commune = _Communes(Area.objects.none(), label="Xã, phường", required=False)
    organisation = forms.ModelChoiceField(
        Area.objects.none(), label="Cơ quan, đơn vị", required=False
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self._offer("commune", communes_in(scope), "Theo từng dòng trong tệp")
        self._offer("organisation", organisations_in(scope), "Không của riêng đơn vị nào")

    def _offer(self, name: str, choices: Any, empty: str) -> None:
        """Nothing to choose: no field; one: it is fixed; several: chosen."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        field.queryset, field.empty_label = choices, empty
        few = list(choices[:2]) if not self.scope.whole_province else [None, None]
        if not few:
            del self.fields[name]
        elif len(few) == 1 and len(self.scope.communes) + len(self.scope.organisations) == 1:
            field.empty_label, field.required, field.initial = None, True, few[0]

    def clean_file(self) -> Any:
        """Not larger than lists may be."""
        file = self.cleaned_data["file"]
        if file.size > settings.LIST_MAX_BYTES:
            raise ValidationError(too_large(size=file.size))
        return file

    def clean(self) -> dict[str, Any]:
        """Whoever does not watch over the whole province says whose people they are."""
        data = super().clean() or {}
        chosen = data.get("commune") or data.get("organisation")
        if not self.scope.whole_province and not chosen and not self.errors:
            raise ValidationError(
                "Hãy chọn danh sách này của xã, phường hay của cơ quan, đơn vị nào."
            )
        return data

    @property
    def is_province(self) -> bool:
        """Whether rows may name their own communes, all over the province."""
        return self.scope.whole_province


class ColumnsForm(forms.Form):
    """One choice a column: what it holds."""

    def __init__(self, *args: Any, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Bỏ qua cột này"), *((f.code, f.label) for f in FIELDS if f.kept)]
        for number, heading in enumerate(headings):
            self.fields[f"cot-{number}"] = forms.ChoiceField(
                label=heading or f"Cột {number + 1}", choices=choices, required=False
            )

    def columns(self) -> dict[str, str]:
        """Column number → field code, for the columns that are not skipped."""
        return {
            name.removeprefix("cot-"): field for name, field in self.cleaned_data.items() if field
        }


class AnswerForm(forms.Form):
    """What one row asks: only the fields that its reasons name."""

    commune = CommuneField(label="Xã, phường nơi ở", required=False)
    birth = BirthField(
        label="Ngày sinh đúng",
        required=False,
        help_text="Ví dụ 05/03/1975, 03/1975 hoặc 1975.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    without_number = forms.BooleanField(label="Không ghi số định danh này", required=False)

    def __init__(self, data: QueryDict | None, *, row: ImportRow) -> None:
        super().__init__(data, prefix=f"dong-{row.line}")
        self.row = row
        about = {name for name, words in _ASKED.items() if any(w in row.reason for w in words)}
        for name in self.fields.keys() - (about or self.fields.keys()):
            del self.fields[name]

    def answer(self) -> Answer:
        """The answer as the service takes it; nothing where nothing was filled in."""
        data = self.cleaned_data
        day = data.get("birth") or ()
        return Answer(
            commune=data.get("commune"),
            birth="/".join(f"{part:02d}" for part in reversed(day) if part),
            without_number=data.get("without_number", False),
        )
