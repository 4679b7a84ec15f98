"""What a badge says (Open Badges 3.0): frozen facts in, the unsigned credential out.

A credential is built anew from the facts whenever it is asked for, and only its signature is kept.
So what is built here may not change for papers that have been issued; a test holds it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from certificates.drawing.facts import CertificateFacts, Kind

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_TYPES = {
    Kind.COMPLETION: "CertificateOfCompletion",
    Kind.ATTENDANCE: "ext:Attendance",  # the list of types knows no such thing
    Kind.TRAINER: "ext:TrainerAppointment",
}
_CRITERIA = {
    Kind.COMPLETION: "Học xong các bài của khóa học và đạt bài kiểm tra theo quy định của khóa.",
    Kind.ATTENDANCE: "Có mặt đủ số buổi của lớp học. Chưa được đánh giá hoàn thành khóa học.",
    Kind.TRAINER: "Được công nhận là giảng viên của Chương trình bằng quyết định.",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the badge of a paper has its bit in the status lists."""

    number: int  # of the list
    index: int


def site_of(facts: CertificateFacts) -> str:
    """Where the paper is checked, frozen with it: scheme and host."""
    parts = urlsplit(facts.check_url)
    return f"{parts.scheme}://{parts.netloc}"


def did_of(site: str) -> str:
    """The issuer as a name that stands for a host (did:web)."""
    return f"did:web:{quote(urlsplit(site).netloc, safe='')}"


def list_url(site: str, number: int) -> str:
    """Where a status list is published."""
    return f"{site}/huy-hieu/trang-thai/thu-hoi-{number}.json"


def achievement_url(site: str, code: str) -> str:
    """Where an achievement is described."""
    return f"{site}/huy-hieu/thanh-tich/{code}.json"


def achievement(*, site: str, code: str, kind: Kind, title: str) -> Json:
    """What was achieved, the same for all who did."""
    about = f": {title}" if kind == Kind.TRAINER else f" khóa học “{title}”"
    return {
        "id": achievement_url(site, code),
        "type": ["Achievement"],
        "name": title,
        "description": f"{kind.heading}{about}",
        "criteria": {"narrative": _CRITERIA[kind]},
        "achievementType": _TYPES[kind],
        "inLanguage": "vi",
    }


def profile(site: str, name: str) -> Json:
    """Who issues."""
    return {"id": did_of(site), "type": ["Profile"], "name": name, "url": f"{site}/"}


def credential(
    facts: CertificateFacts, *, code: str, about: str, place: Place, with_name: bool
) -> Json:
    """The credential of a paper without its proof; with the full name only when asked for.

    `code` is the paper's check code, `about` the code of its achievement.
    """
    site, heading = site_of(facts), facts.kind.heading
    told: Json = {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{_uuid(code)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{heading} (bản mẫu)" if facts.sample else heading,
        "issuer": profile(site, facts.issuer),
        "validFrom": _morning(facts.issued_on),
        "awardedDate": _morning(facts.issued_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _whose(facts, code, with_name=with_name),
            "licenseNumber": facts.number,
            **_day_of(facts),
            "achievement": achievement(
                site=site, code=about, kind=facts.kind, title=facts.course_title
            ),
        },
        "credentialStatus": {
            "id": f"{list_url(site, place.number)}#{place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place.index),
            "statusListCredential": list_url(site, place.number),
        },
    }
    if facts.expires_on:
        told["validUntil"] = _morning(facts.expires_on + timedelta(days=1))
    return told


def status_list(*, site: str, issuer: str, number: int, encoded: str, since: str) -> Json:
    """A list of what was revoked, without its proof (Bitstring Status List 1.0)."""
    url = list_url(site, number)
    return {
        "@context": [CONTEXTS[0]],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": did_of(site), "name": issuer},
        "validFrom": since,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def identity_hash(identity: str, salt: str) -> str:
    """An identity that only who knows it finds again (IdentityHash of Open Badges 3.0)."""
    return f"sha256${hashlib.sha256((identity + salt).encode()).hexdigest()}"


def _whose(facts: CertificateFacts, code: str, *, with_name: bool) -> list[Json]:
    # Of the code, not of the name: a salted name is found by trying some thousand names, the code
    # only by who holds the paper.
    salt = hashlib.sha256(f"huy-hieu {code}".encode()).hexdigest()[:24]
    paper = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": identity_hash(code, salt),
        "identityType": "identifier",
        "salt": salt,
    }
    name = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": facts.full_name,
        "identityType": "name",
    }
    return [paper, name] if with_name else [paper]


def _day_of(facts: CertificateFacts) -> Json:
    day = facts.completed_on.isoformat()
    told = {"activityStartDate" if facts.kind == Kind.TRAINER else "activityEndDate": day}
    if facts.kind == Kind.ATTENDANCE:
        told["narrative"] = f"Có mặt {facts.there}/{facts.held} buổi."
    return told


def _morning(day: date) -> str:
    """The day begins where the paper was issued: Vietnam has kept one clock since 1975."""
    return f"{day.isoformat()}T00:00:00+07:00"


def _uuid(code: str) -> UUID:
    """A name for the credential that does not give the check code away."""
    return uuid5(NAMESPACE_URL, f"huy-hieu {code}")
