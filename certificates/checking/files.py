"""A file that somebody holds: is it a paper of ours, byte for byte as it was issued?

The register decides by the digest first. Only what it does not know is read at all, in a process
of its own, and says at most where to look: nothing that stands in a file is believed.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from certificates.papers.models import Certificate, Copy
from certificates.papers.selectors import issued_with_code
from certificates.signing.judged import judge_files
from certificates.signing.judgement import Judgement
from certificates.signing.models import SignedFile, SigningCertificate
from certificates.signing.revisions import digests_of_revisions
from lms.core.tokens import BadCode, parse_code


class Finding(StrEnum):
    """What is said of a file; each has its words in `certificates/file.html`."""

    GENUINE = "genuine"  # the very bytes that were signed
    DRAWN = "drawn"  # the very bytes that were handed out, before anybody signed them
    APPENDED = "appended"  # a paper of ours, and something written behind it
    ALTERED = "altered"  # says that it is a paper of ours, or bears our signature: changed
    UNREGISTERED = "unregistered"  # our signature is good, and the register knows nothing of it
    FOREIGN = "foreign"  # signed by somebody else
    STRANGE = "strange"  # nothing of ours, and no signature
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    BOMB = "bomb"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found, with the paper of ours that it is, or says it is."""

    finding: Finding
    paper: Certificate | None = None
    signature: SignedFile | None = None
    stranger: str = ""  # whom a signature that is not ours names


def look_at(content: bytes) -> Verdict:
    """Judge a file; nothing of it is kept."""
    *before, whole = digests_of_revisions(content)
    if row := _row_of([whole]):
        exact = row.sha256 == whole
        return Verdict(Finding.GENUINE if exact else Finding.DRAWN, row.paper, row)
    if copy := _copy_of([whole]):
        return Verdict(Finding.DRAWN, copy.paper)
    told = _judged(content)
    stranger = "" if isinstance(told, str) else _stranger_in(told)
    if row := _row_of(before):
        return Verdict(Finding.APPENDED, row.paper, row, stranger)
    if copy := _copy_of(before):
        return Verdict(Finding.APPENDED, copy.paper, stranger=stranger)
    if isinstance(told, str):
        return Verdict(Finding(told))
    return _by_its_words(told, stranger)


def _by_its_words(told: Judgement, stranger: str) -> Verdict:
    """A file whose bytes the register does not know: what it says that it is, and who signed it."""
    paper = _paper_named(told.code)
    ours = [one for one in told.signatures if _is_ours(one.key_id)]
    if any(one.whole for one in ours):
        return Verdict(Finding.UNREGISTERED, stranger=stranger)
    if ours or paper:
        return Verdict(Finding.ALTERED, paper, stranger=stranger)
    return Verdict(Finding.FOREIGN if stranger else Finding.STRANGE, stranger=stranger)


def _judged(content: bytes) -> Judgement | str:
    with TemporaryDirectory(prefix="check-") as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(content)
        (told,) = judge_files([path])
    return told


def _row_of(digests: list[str]) -> SignedFile | None:
    """The signed file that has one of these digests, or whose drawing had; one or two queries."""
    rows = SignedFile.objects.filter(state=SignedFile.State.SIGNED).select_related(
        "paper", "certificate"
    )
    signed = rows.filter(sha256__in=digests).first()
    return signed or rows.filter(drawn_sha256__in=digests).first()


def _copy_of(digests: list[str]) -> Copy | None:
    """What was handed out unsigned and has one of these digests; a query."""
    return Copy.objects.filter(sha256__in=digests).select_related("paper").first()


def _is_ours(key_id: str) -> bool:
    return SigningCertificate.objects.filter(key_id=key_id).exists()


def _stranger_in(told: Judgement) -> str:
    """Whom the last signature names that none of our keys made."""
    others = [one.signer for one in told.signatures if not _is_ours(one.key_id)]
    return others[-1] if others else ""


def _paper_named(code: str) -> Certificate | None:
    try:
        return issued_with_code(parse_code(code))
    except BadCode:
        return None
