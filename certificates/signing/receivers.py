"""Papers were issued or ended: rows are written here, the bell rings on commit."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from certificates.papers.signals import paper_ended, paper_issued
from certificates.signing import services, signers, tasks


@receiver(paper_issued)
def open_files(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """The waiting rows are part of the issuing transaction: no paper is left unsigned."""
    if signers.kind() == signers.Kind.NONE:
        return
    opened = services.open_files(certificate_ids=certificate_ids)
    if signers.kind() != signers.Kind.OUT:
        tasks.sign.ring_for([one.pk for one in opened])  # type: ignore[attr-defined]  # celery-types knows no Django


@receiver(paper_ended)
def drop_ended(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """What ended before it was signed needs no signature."""
    services.drop_ended(certificate_ids=certificate_ids)
