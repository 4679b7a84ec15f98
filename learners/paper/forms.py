"""The form by which photos and scans of a sheet are sent."""

from typing import Any

from django import forms

from learners.paper.pictures import MOST_PAGES

MOST_FILES = 5
# Named by their endings as well: some systems know no type for HEIC.
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,application/pdf"


class _Pictures(forms.FileInput):
    allow_multiple_selected = True


class _PicturesField(forms.FileField):
    """Several files; each is looked into by the service."""

    widget = _Pictures(attrs={"accept": ACCEPTED, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        if not any(files):
            raise forms.ValidationError("Hãy chọn ảnh hoặc bản quét tờ điểm danh trên máy của bạn.")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp.")
        return files


class PicturesForm(forms.Form):
    """A photo a page, or a scan of several pages."""

    pictures = _PicturesField(
        label="Ảnh hoặc bản quét tờ điểm danh",
        help_text="Mỗi trang một ảnh, chụp thẳng, đủ bốn góc, nơi sáng; hoặc tệp PDF từ máy quét, "
        f"nhiều nhất {MOST_PAGES} trang. Mỗi tệp tối đa 15 MB, "
        f"mỗi lần nhiều nhất {MOST_FILES} tệp.",
    )
