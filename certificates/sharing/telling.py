"""What a shared picture and its page tell: only what the person chose to show."""

from dataclasses import dataclass
from enum import StrEnum

from certificates.drawing.facts import CertificateFacts, Kind


class Shown(StrEnum):
    """How much of the name is shown. Stored, so never renamed."""

    FULL = "full"
    GIVEN = "given"
    NONE = "none"


_DID = {
    Kind.COMPLETION: "đã hoàn thành khóa học",
    Kind.ATTENDANCE: "đã tham gia lớp học của khóa",
    Kind.TRAINER: "được công nhận là",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a picture: no number, code or year of birth, nothing to look people up by."""

    kind: Kind
    who: str
    did: str
    what: str
    when: str
    issuer: str
    sample: bool

    @property
    def sentence(self) -> str:
        """All of it in one sentence, for whoever sees a card or hears the page."""
        what = self.what if self.kind == Kind.TRAINER else f"“{self.what}”"
        sample = " (bản mẫu)" if self.sample else ""
        return f"{self.who} {self.did} {what}{sample}"

    @property
    def alt(self) -> str:
        """The picture in words."""
        return f"Đồi chè Thái Nguyên lúc bình minh, với dòng chữ: {self.sentence}. {self.when}."


def told_of(facts: CertificateFacts, shown: Shown) -> Told:
    """What is told of a paper."""
    return Told(
        kind=facts.kind,
        who=_who(facts.full_name, shown),
        did=_DID[facts.kind],
        what=facts.course_title,
        when=f"Tháng {facts.issued_on.month} năm {facts.issued_on.year}",
        issuer=facts.issuer,
        sample=facts.sample,
    )


def _who(full_name: str, shown: Shown) -> str:
    if shown == Shown.FULL:
        return full_name
    # The given name is the last word.
    return full_name.split()[-1] if shown == Shown.GIVEN else "Một người học"
