"""What papers say: the same words in every design."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certificates.drawing.facts import CertificateFacts, Kind

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SAMPLE = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of paper."""

    opens: str
    did: str
    english: str  # the title
    english_did: str


# A new kind of paper is one line here and one in `palette.MAIN`.
WORDS: dict[str, Words] = {
    Kind.COMPLETION: Words(
        "Chứng nhận",
        "đã hoàn thành khóa học",
        "Certificate of Completion",
        "has completed the course",
    ),
    Kind.ATTENDANCE: Words(
        "Xác nhận",
        "đã tham gia lớp học của khóa",
        "Confirmation of Attendance",
        "has attended classes of the course",
    ),
    Kind.TRAINER: Words(
        "Chứng nhận",
        "được công nhận là",
        "Certificate of Trainer",
        "is recognised as",
    ),
}


def details(facts: CertificateFacts) -> list[str]:
    """What else is to be known: how long, when; how often, until when."""
    if facts.kind == Kind.ATTENDANCE:
        last = vietnamese_date(facts.completed_on)
        return [f"Có mặt {facts.there} trong {facts.held} buổi", f"Buổi cuối {last}"]
    if facts.kind == Kind.TRAINER:
        until = f" đến hết {vietnamese_date(facts.expires_on)}" if facts.expires_on else ""
        held = f"Từ {vietnamese_date(facts.completed_on)}{until}"
        return [f"Quyết định số {facts.decision}", held]
    said = [f"Hoàn thành {vietnamese_date(facts.completed_on)}"]
    if facts.hours:
        said.insert(0, f"Thời lượng: {vietnamese_hours(facts.hours)}")
    return said


def in_english(facts: CertificateFacts) -> str:
    """The whole statement in one sentence."""
    did = WORDS[facts.kind].english_did
    day = f"{facts.completed_on.day} {_MONTHS[facts.completed_on.month - 1]}"
    when = f"{day} {facts.completed_on.year}"
    how = f"on {when}"
    if facts.kind == Kind.ATTENDANCE:
        how = f"present at {facts.there} of {facts.held} sessions, the last on {when}"
    if facts.kind == Kind.TRAINER:
        how = f"by decision {facts.decision}, from {when}"
    return f"This is to certify that {facts.full_name} {did} “{facts.course_title}”, {how}."


def vietnamese_date(day: date) -> str:
    """A date as in "ngày 03 tháng 02 năm 2026": 0 before days below 10 and months 1 and 2 only.

    Source: Decree 30/2020/NĐ-CP, Appendix I, part I, section II, item 4.
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def vietnamese_hours(hours: Decimal) -> str:
    """A length as in "1,5 giờ": decimal comma, no trailing zeros."""
    plain = f"{hours:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",") + " giờ"


def grouped(code: str) -> list[str]:
    """The check code in groups short enough to read out: its own, or four characters each."""
    own = code.replace("-", " ").split()
    return own if len(own) > 1 else [code[i : i + 4] for i in range(0, len(code), 4)]


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
