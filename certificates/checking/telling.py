"""What anybody may know of a paper, line by line: on the page of its code and of its file."""

from typing import NamedTuple

from django.utils.html import format_html

from certificates.checking.selectors import Checked
from certificates.drawing.facts import CertificateFacts, Kind
from certificates.papers.models import Certificate
from certificates.transparency.standing import Standing
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


def signature(checked: Checked) -> list[Line]:
    """Whose signature the stored file bears; or nothing."""
    if not checked.signed_by:
        return []
    trial = format_html(": <strong>{}</strong>", _ON_TRIAL) if checked.on_trial else ""
    told = format_html("{}, {}{}", checked.signed_by, say_day(checked.signed_at), trial)
    return [Line("Ký số", told)]


_ON_TRIAL = "ký thử, không có giá trị pháp lý"


def public_log(checked: Checked) -> Line:
    """Where it stands in the public log, or what is wrong with that."""
    standing, place = checked.standing, checked.logged.place
    words = _IN_THE_LOG[standing]
    if not standing.fits:
        words = format_html("<strong>{}</strong>", words)
    elif place is not None:
        words = words.format(day=say_day(checked.entered_at), line=place + 1)
    return Line("Sổ công khai", words)


_IN_THE_LOG = {
    Standing.LOGGED: "Có từ ngày {day}, dòng {line}",
    Standing.WAITING: "Giấy vừa cấp, đang chờ ghi vào sổ; thường xong trong vài phút",
    Standing.ABSENT: "Không có giấy này, mà giấy thật nào cũng có một dòng trong sổ",
    Standing.CHANGED: "Ghi khác với những gì đang hiện ở đây",
    Standing.ENDED: "Ghi giấy này đã hết hiệu lực, khác với tình trạng ở đây",
    Standing.UNSAID: "Không ghi việc giấy này hết hiệu lực",
    Standing.LATE: "Chỉ có giấy này sau khi sổ của ngày cấp đã khóa",
}


def is_doubted(checked: Checked) -> bool:
    """Whether the register would vouch for a paper that the public log does not bear out."""
    vouched = (Certificate.State.VALID, Certificate.State.EXPIRED)
    return not checked.standing.fits and checked.paper.state_today in vouched


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
