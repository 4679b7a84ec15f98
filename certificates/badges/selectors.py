"""Reading badges: who issues, for what, the badge of a paper, what was revoked."""

import json
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q

from certificates.badges import credential as credentials
from certificates.badges import proving
from certificates.badges.bits import place_of
from certificates.badges.credential import Json, did_of
from certificates.badges.models import Badge, StatusList
from certificates.drawing.archive import Attachment
from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.keys.selectors import all_keys, public_of
from certificates.papers.models import Certificate
from courses.models import CoursePage
from learners.trainers.models import Tier

MEDIA_TYPE = "application/vc"
DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


def did_document() -> Json:
    """The issuer and every key that may prove a badge (did:web); a stolen key proves none."""
    did = did_of(settings.SITE_URL)
    keys = [key for key in all_keys() if not key.stolen_at]
    return {
        "@context": list(DID_CONTEXTS),
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{key.kid}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": proving.multikey(public_of(key.kid)),
            }
            for key in keys
        ],
        "assertionMethod": [f"{did}#{key.kid}" for key in keys],
    }


def profile() -> Json:
    """Who issues, for whoever follows the badge to its issuer."""
    site = settings.SITE_URL
    told = credentials.profile(site, settings.CERTIFICATE_ISSUER)
    return {"@context": list(credentials.CONTEXTS)} | told


def achievement(code: str) -> Json | None:
    """What a badge is given for, as it is described today; None for what nobody can earn."""
    kind, _, one = code.partition("-")
    title = _title(kind, one)
    if not title:
        return None
    told = credentials.achievement(site=settings.SITE_URL, code=code, kind=Kind(kind), title=title)
    return {"@context": list(credentials.CONTEXTS)} | told


def _title(kind: str, one: str) -> str:
    if kind == Kind.TRAINER:
        return str(dict(Tier.choices).get(one, "")).capitalize()
    if kind not in list(Kind) or not (one.isascii() and one.isdecimal() and len(one) < 10):
        return ""
    # Never published: a title that nobody was meant to see yet.
    seen = Q(live=True) | Q(first_published_at__isnull=False)
    known = CoursePage.objects.filter(seen, pk=int(one))
    return next(iter(known.values_list("title", flat=True)), "")


def unsigned(paper: Certificate, *, with_name: bool) -> Json:
    """The badge of an issued paper before it is signed."""
    if paper.appointment:
        one: str | int = paper.appointment.tier
    else:
        one = paper.enrolment.course_id if paper.enrolment else ""
    return credentials.credential(
        paper.frozen,
        code=paper.code,
        about=f"{paper.kind}-{one}",
        place=place_of(paper.pk),
        with_name=with_name,
    )


def moment(when: datetime) -> str:
    """A moment as proofs write it."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def method_of(site: str, kid: str) -> str:
    """How a proof names a key."""
    return f"{did_of(site)}#{kid}"


def signed(paper: Certificate, *, with_name: bool) -> Json | None:
    """The badge of a paper, signed; None while its signature is not made yet."""
    badge = Badge.objects.filter(paper=paper).first()
    if badge is None or not badge.key_id or not badge.signed_at:
        return None
    proof = proving.proof_of(
        method=method_of(credentials.site_of(paper.frozen), badge.key_id),
        created=moment(badge.signed_at),
    )
    value = badge.named if with_name else badge.unnamed
    return unsigned(paper, with_name=with_name) | {"proof": proof | {"proofValue": value}}


def as_file(document: Json) -> bytes:
    """A credential as the bytes of a file that people may open as well."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def paper_with_badge(paper: Certificate) -> bytes | None:
    """The paper as PDF/A-3b with its badge inside; None while the badge waits for its signature.

    The badge has the name, as the paper itself has it. The same bytes each time, unless a stolen
    key made a new signature necessary.
    """
    document = signed(paper, with_name=True)
    if document is None:
        return None
    badge = Attachment(file_name(paper), MEDIA_TYPE, "Open Badges 3.0", as_file(document))
    return render(paper.frozen, paper.look, [badge])


def file_name(paper: Certificate) -> str:
    """What the file of a badge is called."""
    return f"huy-hieu-{paper.number}.json"


def status_list(number: int) -> str:
    """A status list as it was signed last; "" where there is none."""
    found = StatusList.objects.filter(number=number).values_list("text", flat=True)
    return next(iter(found), "")
