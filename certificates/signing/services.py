"""What signs papers. Every call may come twice and counts once."""

import hashlib
import logging
import secrets
from collections.abc import Collection
from datetime import timedelta
from itertools import islice
from typing import Any

from asn1crypto import pem, x509
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from certificates.drawing.designs import DESIGNS
from certificates.papers.copies import drawn
from certificates.papers.models import Certificate
from certificates.signing import signers, storage
from certificates.signing.authority import ensure_authority, is_development
from certificates.signing.models import MOST_TRIES, SignedFile, SigningCertificate
from certificates.signing.names import common_name, key_id
from lms.core import audit
from lms.core.models import User

logger = logging.getLogger(__name__)

_BATCH = 200
_SWEPT_AT_ONCE = 500
# Longer than a signature takes, with the time stamp of an office that is slow to answer.
_HOLD = timedelta(minutes=2)
# A file without a row is not of a worker who is still at it.
_LEFT_SECONDS = 24 * 60 * 60
_REASON = "Cấp giấy"


def open_files(*, certificate_ids: Collection[int]) -> list[SignedFile]:
    """Rows that wait for a signature, one a paper, however often asked; two queries.

    Called inside the transaction that issues the papers: the rows are what must not be lost.
    """
    SignedFile.objects.bulk_create(
        [SignedFile(paper_id=pk) for pk in sorted(certificate_ids)], ignore_conflicts=True
    )
    return list(
        SignedFile.objects.filter(paper__in=certificate_ids, state=SignedFile.State.WAITING)
    )


def drop_ended(*, certificate_ids: Collection[int]) -> int:
    """Forget the waiting signatures of papers that have ended; returns how many there were."""
    waiting = SignedFile.objects.filter(
        paper__in=certificate_ids, state=SignedFile.State.WAITING
    ).exclude(paper__state=Certificate.State.VALID)
    return waiting.delete()[0]


def sign(*, file_id: int) -> bool:
    """Sign a waiting paper; returns whether this call did it.

    Whoever takes the row holds it for a while, so that of twenty who ask at once one signs; a
    worker killed meanwhile loses nothing, because the hold ends. What cannot be signed stays
    waiting with the problem beside it, so that the others go on.
    """
    claim = secrets.token_urlsafe(16)
    if not _take(file_id, claim):
        return False
    try:
        return _sign(file_id, claim)
    except DatabaseError:
        raise
    except (OSError, signers.CertificateEnded) as away:
        # The office for time stamps, the disk, a certificate to be renewed: it comes back.
        logger.warning("signed file %s waits: %s", file_id, away)
        _give_back(file_id, claim, problem=type(away).__name__)
    except Exception as problem:
        logger.error("signed file %s cannot be made: %s", file_id, problem)
        _give_back(file_id, claim, problem=type(problem).__name__, tries=F("tries") + 1)
    return False


def sign_waiting() -> int:
    """Sign what waits though its bell was lost, oldest first; returns how many were signed.

    Only where papers are signed in the house: elsewhere they wait to be sent out.
    """
    if signers.kind() in (signers.Kind.NONE, signers.Kind.OUT):
        return 0
    waiting = _free(SignedFile.objects.filter(tries__lt=MOST_TRIES)).order_by("asked_at")
    return sum(sign(file_id=pk) for pk in list(waiting.values_list("pk", flat=True)[:_BATCH]))


def try_again(*, actor: User) -> int:
    """Let papers that were tried too often be signed once more; returns how many."""
    stuck = SignedFile.objects.filter(state=SignedFile.State.WAITING, tries__gte=MOST_TRIES)
    again = stuck.update(tries=0, problem="")
    if again:
        audit.record(actor=actor, action="certificates.sign_again", target="papers", papers=again)
    return again


def sweep() -> int:
    """Remove files that no row knows: drawings that came back signed, halves of a killed worker."""
    removed, old = 0, storage.left_for(_LEFT_SECONDS)
    while paths := list(islice(old, _SWEPT_AT_ONCE)):
        stems = [path.stem for path in paths]
        signed = SignedFile.objects.filter(sha256__in=stems)
        out = SignedFile.objects.filter(drawn_sha256__in=stems, state=SignedFile.State.OUT)
        known = {
            *signed.values_list("sha256", flat=True),
            *out.values_list("drawn_sha256", flat=True),
        }
        for path in paths:
            if path.stem not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def prepare_signer() -> str:
    """Make the key of the development authority where it is asked for; says who signs, in words."""
    if signers.kind() == signers.Kind.DEVELOPMENT:
        ensure_authority(settings.SIGNING_DEVELOPMENT_FOLDER)
    return signers.kind().label


def known_certificate(*, certificate: x509.Certificate) -> SigningCertificate:
    """The row of a certificate, made when it signs for the first time."""
    found = SigningCertificate.objects.filter(key_id=key_id(certificate)).first()
    if found:
        return found
    made, _ = SigningCertificate.objects.get_or_create(
        key_id=key_id(certificate),
        defaults={
            "subject": common_name(certificate.subject),
            "serial": f"{certificate.serial_number:x}"[:60],
            "pem": pem.armor("CERTIFICATE", certificate.dump()).decode("ascii"),
            "valid_to": certificate.not_valid_after,
            "development": is_development(certificate),
        },
    )
    return made


def _free(rows: QuerySet[SignedFile]) -> QuerySet[SignedFile]:
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    return rows.filter(free, state=SignedFile.State.WAITING)


def _take(file_id: int, claim: str) -> bool:
    rows = _free(SignedFile.objects.filter(pk=file_id))
    return bool(rows.update(claim=claim, claimed_until=timezone.now() + _HOLD))


def _give_back(file_id: int, claim: str, **why: Any) -> None:
    held = SignedFile.objects.filter(pk=file_id, claim=claim)
    held.update(claim="", claimed_until=None, **why)


def _sign(file_id: int, claim: str) -> bool:
    """Draw, sign, keep, and only then say so in the row."""
    row = SignedFile.objects.select_related("paper").get(pk=file_id)
    if row.paper.state != Certificate.State.VALID:
        drop_ended(certificate_ids=[row.paper_id])
        return False
    signer, now = signers.signer(), timezone.now()
    if signer.certificate.not_valid_after < now:
        raise signers.CertificateEnded
    original = drawn(row.paper)
    content = signer.sign(
        original,
        at=timezone.localtime(now).replace(microsecond=0),
        box=DESIGNS[row.paper.design].signature_box,
        reason=f"{_REASON} {row.paper.number}",
    )
    sha256 = storage.keep(content)
    with transaction.atomic():
        done = SignedFile.objects.filter(pk=file_id, claim=claim, state=SignedFile.State.WAITING)
        kept = done.update(
            state=SignedFile.State.SIGNED,
            drawn_sha256=hashlib.sha256(original).hexdigest(),
            sha256=sha256,
            size=len(content),
            certificate=known_certificate(certificate=signer.certificate),
            signed_at=now,
            claim="",
            claimed_until=None,
            problem="",
        )
        if kept:
            audit.record(actor=None, action="certificates.sign", target=row.paper, sha256=sha256)
    return bool(kept)
