"""What writes designs of papers. A change of what is drawn is a new version; nothing is redrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.designing.permissions import may_design
from certificates.designing.preparing import BadPicture, Use, prepare
from certificates.designing.rules import Look, cleaned, refusals
from certificates.designing.selectors import newest, picture, worn_by_others
from certificates.drawing.facts import Kind
from certificates.drawing.setting import Picture, Setting, Signatory
from courses.models import CoursePage
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

# Each picture of a version, and what it is for.
PICTURES = {
    "first_hand": Use.HAND,
    "second_hand": Use.HAND,
    "seal": Use.SEAL,
    "background": Use.BACKGROUND,
}


class Refused(DomainError):
    """A design cannot be saved; `problems` says of each field what to do."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(dict.fromkeys(message for _, message in problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author wants a design to be."""

    name: str
    kind: Kind
    look: Look
    course: CoursePage | None = None
    used_from: date | None = None
    # Files as they came, by the name of the picture; what is not named stays as it was.
    uploads: Mapping[str, bytes] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()  # pictures that are taken away


def pictures_of(
    *, draft: Draft, version: PaperDesignVersion | None
) -> tuple[dict[str, Picture | None], list[tuple[str, str]]]:
    """Every picture that the design would have, and what is wrong with those that came."""
    kept: dict[str, Picture | None] = {
        name: picture(getattr(version, f"{name}_id")) if version else None for name in PICTURES
    }
    problems = []
    for name in draft.dropped:
        kept[name] = None
    for name, data in draft.uploads.items():
        try:
            kept[name] = prepare(data, PICTURES[name])
        except BadPicture as refusal:
            problems.append((name, str(refusal)))
    for name, who in (
        ("first_hand", draft.look.first_name),
        ("second_hand", draft.look.second_name),
    ):
        if not who:
            kept[name] = None
    return kept, problems


def setting_from(*, look: Look, pictures: Mapping[str, Picture | None]) -> Setting:
    """The design as it would be drawn: what a preview shows."""
    signatories = [
        Signatory(post, name, pictures[hand])
        for post, name, hand in (
            (look.first_post, look.first_name, "first_hand"),
            (look.second_post, look.second_name, "second_hand"),
        )
        if name
    ]
    return Setting(
        design=look.drawing,
        title=look.title,
        body_above=look.body_above,
        place=look.place,
        signatories=tuple(signatories),
        seal=pictures["seal"],
        background=pictures["background"],
        main=look.main,
        english=look.english,
    )


def save_design(*, draft: Draft, design: PaperDesign | None = None, actor: User) -> PaperDesign:
    """Make a design, or give one its next version; saving what is there already changes nothing.

    Papers that were issued keep the version they were issued with. Raises Refused with what to
    mend, and nothing is written.
    """
    if not may_design(actor):
        raise DomainError("Chỉ tác giả và người vận hành được sửa mẫu giấy.")
    look = cleaned(draft.look)
    try:
        with transaction.atomic():
            return _save(draft, look, design, actor)
    except IntegrityError as taken:
        raise Refused([("name", _taken(draft, design))]) from taken


def _save(draft: Draft, look: Look, design: PaperDesign | None, actor: User) -> PaperDesign:
    row = PaperDesign.objects.select_for_update().get(pk=design.pk) if design else PaperDesign()
    version = newest(row) if design else None
    kind = Kind(row.kind) if design else draft.kind
    pictures, problems = pictures_of(draft=draft, version=version)
    on_picture = pictures["background"] is not None
    problems += refusals(look, kind, on_picture=on_picture, worn=worn_by_others(kind))
    if not draft.name.strip():
        problems.append(("name", "Hãy đặt tên cho mẫu để tìm lại được."))
    today = timezone.localdate()
    if draft.used_from and draft.used_from != row.used_from and draft.used_from < today:
        told = (
            "Ngày bắt đầu dùng không thể ở quá khứ vì giấy đã cấp không đổi. Hãy chọn từ hôm nay."
        )
        problems.append(("used_from", told))
    if problems:
        raise Refused(problems)
    before = (row.course_id, row.used_from)
    row.name, row.kind = draft.name.strip(), kind.value
    row.course, row.used_from = draft.course, draft.used_from
    row.save()
    if before != (row.course_id, row.used_from):
        audit.record(
            actor=actor,
            action="designing.use",
            target=row,
            course=row.course_id,
            used_from=row.used_from.isoformat() if row.used_from else None,
        )
    _add_version(row, version, look, pictures, actor)
    return row


def _add_version(
    row: PaperDesign,
    last: PaperDesignVersion | None,
    look: Look,
    pictures: Mapping[str, Picture | None],
    actor: User,
) -> None:
    stored: dict[str, Any] = {one.name: getattr(look, one.name) for one in fields(Look)}
    stored |= {f"{name}_id": one.name if one else None for name, one in pictures.items()}
    if last and all(getattr(last, name) == value for name, value in stored.items()):
        return
    for name, one in pictures.items():
        if one:
            _keep(one, PICTURES[name])
    number = last.number + 1 if last else 1
    PaperDesignVersion.objects.create(design=row, number=number, saved_by=actor, **stored)
    audit.record(actor=actor, action="designing.save", target=row, version=number)


def _keep(picture: Picture, use: Use) -> None:
    PaperPicture.objects.get_or_create(
        digest=picture.name,
        defaults={
            "use": use,
            "width": picture.width,
            "height": picture.height,
            "content": picture.content,
            "palette": picture.palette,
        },
    )


def _taken(draft: Draft, design: PaperDesign | None) -> str:
    """Which of the rules of the database said no."""
    others = PaperDesign.objects.exclude(pk=design.pk) if design else PaperDesign.objects.all()
    if others.filter(name=draft.name.strip()).exists():
        return "Đã có mẫu mang tên này. Hãy đặt tên khác, hoặc mở mẫu đó ra sửa."
    return (
        "Đã có mẫu khác của loại giấy và khóa này bắt đầu dùng đúng ngày đó. "
        "Hãy chọn ngày khác, hoặc bỏ ngày dùng của mẫu kia."
    )
