"""What anybody may know of a paper, line by line: on the page of its code and of its file."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import format_html

from certificates.drawing.facts import CertificateFacts, Kind
from certificates.papers.models import Certificate
from lms.core.holdings import say_day
from lms.core.identity import mask_name


class Line(NamedTuple):
    """A line as the page shows it."""

    label: str
    words: str


def stated(paper: Certificate, facts: CertificateFacts) -> list[Line]:
    """What the paper says, the name in part only."""
    return [
        Line("Loại giấy", _kind(facts.kind)),
        Line("Số giấy", paper.number or ""),
        Line("Người được cấp", mask_name(facts.full_name)),
        *_earned(facts),
        *([Line("Có hạn đến hết", say_day(paper.expires_on))] if paper.expires_on else []),
        Line("Cấp ngày", say_day(facts.issued_on)),
        Line("Đơn vị cấp", facts.issuer),
    ]


def _kind(kind: Kind) -> str:
    warning = ": người này đã dự lớp, chưa được đánh giá hoàn thành khóa"
    return format_html(
        "<strong>{}</strong>{}", kind.heading, warning if kind == Kind.ATTENDANCE else ""
    )


def _earned(facts: CertificateFacts) -> list[Line]:
    since = say_day(facts.completed_on)
    match facts.kind:
        case Kind.ATTENDANCE:
            return [
                Line("Khóa học", facts.course_title),
                Line("Có mặt", f"{facts.there}/{facts.held} buổi"),
                Line("Buổi cuối ngày", since),
            ]
        case Kind.TRAINER:
            return [
                Line("Được công nhận là", facts.course_title),
                Line("Theo quyết định", facts.decision),
                Line("Từ ngày", since),
            ]
        case _:
            return [Line("Khóa học", facts.course_title), Line("Học xong ngày", since)]


def signature(paper: Certificate) -> list[Line]:
    """Whose signature the stored file bears, as `selectors` read it with the paper; or nothing."""
    by: str | None = getattr(paper, "signed_by", None)
    if not by:
        return []
    on: datetime = paper.signed_on  # type: ignore[attr-defined]
    if timezone.is_naive(on):  # SQLite knows no zones: what Django writes there is UTC
        on = on.replace(tzinfo=UTC)
    on_trial = getattr(paper, "on_trial", False)
    trial = format_html(": <strong>{}</strong>", _ON_TRIAL) if on_trial else ""
    return [Line("Ký số", format_html("{}, {}{}", by, say_day(on), trial))]


_ON_TRIAL = "ký thử, không có giá trị pháp lý"


def state(paper: Certificate) -> Line:
    """How it stands in the register, and since when."""
    since = f", từ ngày {say_day(paper.ended_at)}" if paper.ended_at else ""
    label = paper.state_today.label
    return Line("Tình trạng trong sổ", format_html("<strong>{}</strong>{}", label, since))


def ending(paper: Certificate) -> list[Line]:
    """Why it does not hold any more, by which decision, and what came in its place."""
    lines = []
    if paper.end_reason:
        lines.append(Line("Lý do", paper.end_reason))
    if paper.end_decision:
        told = f" ngày {say_day(paper.end_decided_on)}" if paper.end_decided_on else ""
        lines.append(Line("Theo quyết định", f"{paper.end_decision}{told}"))
    if paper.replaced_by and paper.replaced_by.number:
        lines.append(Line("Giấy mới", paper.replaced_by.number))
    return lines
