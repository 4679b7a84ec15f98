"""What a design may say and look like; every refusal is a Vietnamese sentence. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from certificates.drawing import palette
from certificates.drawing.facts import Kind
from certificates.drawing.lettering import undrawable

# Decree 30/2020/NĐ-CP, Appendix I, part I, II.7: no such words before the name of who signs.
_ADDRESSED = re.compile(r"(ông|bà|anh|chị|ths|ts|pgs|gs|bs|ks)(\.|\s)", re.IGNORECASE)
_FORBIDDEN = ("chứng chỉ", "văn bằng", "bằng tốt nghiệp")  # words of the law on education


@dataclass(frozen=True, slots=True)
class Look:
    """The words and colours of a design, as an author typed them, stripped and in NFC."""

    drawing: str
    title: str
    body_above: str
    issuer: str
    place: str
    first_post: str
    first_name: str
    second_post: str
    second_name: str
    main: str
    english: bool


def cleaned(look: Look) -> Look:
    """The look in NFC, without spaces at the ends or doubled."""
    told: dict[str, Any] = {
        one.name: " ".join(unicodedata.normalize("NFC", getattr(look, one.name)).split())
        for one in fields(Look)
        if one.name != "english"
    }
    return replace(look, **told | {"main": told["main"].lower()})


def refusals(
    look: Look, kind: Kind, *, on_picture: bool, worn: Iterable[tuple[Kind, str]]
) -> Iterator[tuple[str, str]]:
    """What is wrong: field, and what to do about it. `worn`: colours of the other kinds."""
    yield from _unprintable(look)
    yield from _of_title(look.title, kind)
    yield from _of_signatories(look)
    yield from _of_colour(look.main, kind, on_picture=on_picture, worn=worn)
    if not look.issuer:
        yield "issuer", "Hãy ghi cơ quan cấp giấy."
    if not look.place:
        yield "place", "Hãy ghi địa danh đứng trước ngày cấp, ví dụ: Thái Nguyên."


def _unprintable(look: Look) -> Iterator[tuple[str, str]]:
    for field in ("title", "body_above", "issuer", "place"):
        yield from _of_letters(field, getattr(look, field))
    for field in ("first_post", "first_name", "second_post", "second_name"):
        yield from _of_letters(field, getattr(look, field))


def _of_letters(field: str, text: str) -> Iterator[tuple[str, str]]:
    if strange := undrawable(text):
        shown = ", ".join(
            f"“{char}”" if char.isprintable() else f"U+{ord(char):04X}" for char in strange[:5]
        )
        yield field, f"Phông chữ trên giấy không có ký tự {shown}. Hãy bỏ hoặc thay ký tự đó."


def _of_title(title: str, kind: Kind) -> Iterator[tuple[str, str]]:
    """A title of one's own still says which paper it is."""
    if not title:
        return
    said = title.lower()
    if not said.startswith(kind.heading.lower()):
        yield (
            "title",
            f"Tên giấy phải bắt đầu bằng “{kind.heading}” để không ai nhầm với loại giấy khác; "
            "phần sau tùy ý. Để trống thì giấy mang đúng tên đó.",
        )
    for word in _FORBIDDEN:
        if word in said:
            yield "title", f"Không dùng chữ “{word}”: đó là từ của pháp luật về giáo dục."


def _of_signatories(look: Look) -> Iterator[tuple[str, str]]:
    for field, post, name in (
        ("first_name", look.first_post, look.first_name),
        ("second_name", look.second_post, look.second_name),
    ):
        if post and not name:
            yield field, "Có chức vụ thì phải có họ tên người ký. Hãy ghi họ tên, hoặc xóa chức vụ."
        if _ADDRESSED.match(name):
            yield (
                field,
                "Trước họ tên người ký không ghi ông, bà, học hàm hay học vị "
                "(Nghị định 30/2020/NĐ-CP). Hãy chỉ ghi họ tên.",
            )
    if look.second_name and not look.first_name:
        yield "first_name", "Hãy ghi người ký thứ nhất trước, rồi mới đến người ký thứ hai."


def _of_colour(
    main: str, kind: Kind, *, on_picture: bool, worn: Iterable[tuple[Kind, str]]
) -> Iterator[tuple[str, str]]:
    """Readable on its ground, and far from what every other kind of paper wears."""
    if main and not palette.is_colour(main):
        yield (
            "main",
            "Hãy viết màu dạng # và sáu chữ số, chữ cái, ví dụ #1f6b4a; hoặc để trống.",
        )
        return
    seen, near = palette.main_of(kind, main), palette.FAR_APART
    for other in {one for one, colour in worn if palette.distance(seen, colour) < near}:
        yield (
            "main",
            f"Màu này gần màu của “{other.heading}”, người xem dễ nhầm hai loại giấy. "
            "Hãy chọn màu khác hẳn.",
        )
    if not main:
        return
    ratio = palette.contrast(main, palette.LIGHT_ENOUGH if on_picture else 1.0)
    if ratio < palette.READABLE:
        told = f"{ratio:.1f}".replace(".", ",")
        yield (
            "main",
            f"Màu này nhạt quá, chữ khó đọc (tương phản {told}, cần ít nhất 4,5). "
            "Hãy chọn màu đậm hơn.",
        )
