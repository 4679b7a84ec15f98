"""The form by which pictures of a sheet are sent."""

from typing import Any

from django import forms

MOST_PICTURES = 5
ACCEPTED = "image/jpeg,image/png,image/webp"


class _Pictures(forms.FileInput):
    allow_multiple_selected = True


class _PicturesField(forms.FileField):
    """Several files; each is looked into by the service."""

    widget = _Pictures(attrs={"accept": ACCEPTED, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        if not any(files):
            raise forms.ValidationError("Hãy chọn ảnh tờ điểm danh trên máy của bạn.")
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(f"Mỗi lần gửi nhiều nhất {MOST_PICTURES} ảnh.")
        return files


class PicturesForm(forms.Form):
    """One picture a page."""

    pictures = _PicturesField(
        label="Ảnh tờ điểm danh",
        help_text="Mỗi trang một ảnh, chụp thẳng, đủ bốn góc, nơi sáng. JPEG, PNG hoặc WebP, "
        f"mỗi ảnh tối đa 15 MB, mỗi lần nhiều nhất {MOST_PICTURES} ảnh.",
    )
