"""What an author types of a design; what it means is checked by the service."""

from typing import Any

from django import forms

from certificates.designing.models import PaperDesign, PaperDesignVersion
from certificates.designing.preparing import MOST_BYTES
from certificates.designing.rules import Look
from certificates.designing.services import PICTURES, Draft
from certificates.drawing.designs import DESIGNS
from certificates.drawing.facts import Kind
from courses.models import CoursePage

_TEXTS = (
    *("title", "body_above", "issuer", "place"),
    *("first_post", "first_name", "second_post", "second_name", "main"),
)


class CourseChoice(forms.ModelChoiceField):
    """A course by its title."""

    def label_from_instance(self, obj: CoursePage) -> str:
        """Not the address, which Wagtail would show."""
        return f"Khóa {obj.number}. {obj.title}"


class DesignForm(forms.Form):
    """Everything of a design on one page."""

    name = forms.CharField(label="Tên mẫu", max_length=80, help_text="Chỉ người soạn thấy.")
    kind = forms.ChoiceField(
        label="Loại giấy",
        choices=[(one.value, one.heading) for one in Kind],
        help_text="Chọn một lần; mẫu của loại khác là một mẫu mới.",
    )
    drawing = forms.ChoiceField(
        label="Kiểu trình bày",
        choices=[(key, one.title) for key, one in DESIGNS.items()],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label="Tên giấy",
        max_length=90,
        required=False,
        help_text="Để trống thì là tên của loại giấy. Tên riêng phải bắt đầu bằng tên đó.",
    )
    body_above = forms.CharField(label="Cơ quan chủ quản", max_length=120, required=False)
    issuer = forms.CharField(label="Cơ quan cấp", max_length=160)
    place = forms.CharField(label="Địa danh", max_length=60)
    first_post = forms.CharField(
        label="Chức vụ người ký",
        max_length=160,
        required=False,
        help_text="Ví dụ: KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC.",
    )
    first_name = forms.CharField(
        label="Họ tên người ký",
        max_length=80,
        required=False,
        help_text="Không ghi ông, bà, học hàm, học vị.",
    )
    first_hand = forms.FileField(
        label="Ảnh chữ ký",
        required=False,
        help_text="Nét mực trên nền trắng hoặc trong suốt; JPEG, PNG, WebP.",
    )
    second_post = forms.CharField(label="Chức vụ người ký thứ hai", max_length=160, required=False)
    second_name = forms.CharField(
        label="Họ tên người ký thứ hai",
        max_length=80,
        required=False,
        help_text="Người ký thứ hai đứng bên phải và là người đóng dấu.",
    )
    second_hand = forms.FileField(label="Ảnh chữ ký thứ hai", required=False)
    seal = forms.FileField(label="Ảnh con dấu", required=False)
    background = forms.FileField(
        label="Ảnh nền",
        required=False,
        help_text="Khổ A4 nằm ngang, rộng ít nhất 1.170 điểm ảnh. Ảnh đậm sẽ được làm nhạt bớt.",
    )
    main = forms.CharField(
        label="Màu chính",
        max_length=7,
        required=False,
        help_text="Ví dụ #1f6b4a. Để trống thì theo loại giấy.",
    )
    english = forms.BooleanField(label="Thêm dòng tiếng Anh", required=False)
    course = CourseChoice(
        CoursePage.objects.order_by("number"),
        label="Dùng cho khóa học",
        required=False,
        empty_label="Mọi khóa học",
    )
    used_from = forms.DateField(
        label="Dùng từ ngày",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Để trống thì chưa dùng. Giấy đã cấp không đổi.",
    )
    drop = forms.MultipleChoiceField(
        label="Bỏ ảnh đang dùng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, version: PaperDesignVersion | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        there = [name for name in PICTURES if version and getattr(version, f"{name}_id")]
        drop = self.fields["drop"]
        drop.choices = [(name, self.fields[name].label) for name in there]  # type: ignore[attr-defined]  # stubs know no fields by name
        if not there:
            del self.fields["drop"]
        if version:
            self.fields["kind"].disabled = True

    def draft(self) -> Draft:
        """What was typed, for the service."""
        told = self.cleaned_data
        look = Look(
            **{name: told.get(name, "") for name in _TEXTS},
            drawing=told.get("drawing", next(iter(DESIGNS))),
            english=told.get("english", False),
        )
        # One byte too many is enough to refuse a file: it is not read whole.
        files = {name: told[name] for name in PICTURES if told.get(name)}
        uploads = {name: file.read(MOST_BYTES + 1) for name, file in files.items()}
        return Draft(
            name=told.get("name", ""),
            kind=Kind(told.get("kind", Kind.COMPLETION)),
            look=look,
            course=told.get("course"),
            used_from=told.get("used_from"),
            uploads=uploads,
            dropped=frozenset(told.get("drop", [])) - set(uploads),
        )


def initial_of(design: PaperDesign, version: PaperDesignVersion) -> dict[str, Any]:
    """What the form shows of a design that is there."""
    shown = {name: getattr(version, name) for name in (*_TEXTS, "drawing", "english")}
    own = ("name", "kind", "course", "used_from")
    return shown | {name: getattr(design, name) for name in own}
