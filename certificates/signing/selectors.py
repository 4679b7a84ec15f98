"""Reading signed files."""

import logging

from django.db.models import Count, Q, QuerySet

from certificates.papers.models import Certificate
from certificates.signing import storage
from certificates.signing.models import MOST_TRIES, SignedFile, SigningBatch
from certificates.signing.signers import CertificateEnded

logger = logging.getLogger(__name__)


def signed_file_of(paper: Certificate) -> SignedFile | None:
    """The signature of a paper, once it is there; one query."""
    return (
        SignedFile.objects.filter(paper=paper, state=SignedFile.State.SIGNED)
        .select_related("certificate")
        .first()
    )


def signed_bytes(paper: Certificate) -> bytes | None:
    """The paper as it was signed, byte for byte; None when nobody has signed it."""
    row = signed_file_of(paper)
    if row is None or row.sha256 is None:
        return None
    try:
        return storage.read(row.sha256)
    except FileNotFoundError:
        # The person still gets their paper, which the check page knows too; the operator mends it.
        logger.error("the signed file of certificate %s is gone from the disk", paper.pk)
        return None


def counts() -> dict[str, int]:
    """How many signatures wait, are out, are there, and could not be made; one query."""
    states = SignedFile.State
    return SignedFile.objects.aggregate(
        waiting=Count("pk", filter=Q(state=states.WAITING)),
        out=Count("pk", filter=Q(state=states.OUT)),
        signed=Count("pk", filter=Q(state=states.SIGNED)),
        stuck=Count("pk", filter=Q(state=states.WAITING, tries__gte=MOST_TRIES)),
        certificate_ended=Count(
            "pk", filter=Q(state=states.WAITING, problem=CertificateEnded.__name__)
        ),
    )


def last_batches() -> QuerySet[SigningBatch]:
    """The batches sent out last, with how many `papers` each had and how many are `back`."""
    back = Count("files", filter=Q(files__state=SignedFile.State.SIGNED))
    found = SigningBatch.objects.annotate(papers=Count("files"), back=back)
    return found.select_related("sent_by").order_by("-pk")[:20]
