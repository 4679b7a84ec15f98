"""Papers were issued or have ended: badges wait for a signature, lists are out of date."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from certificates.badges import services, tasks
from certificates.papers.signals import paper_ended, paper_issued


@receiver(paper_issued)
def open_badges(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """Each paper has a badge."""
    services.open_badges(certificate_ids=certificate_ids)
    tasks.sign.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django


@receiver(paper_ended)
def note_ends(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """Whoever checks a badge learns that its paper stands no more."""
    services.note_ends(certificate_ids=certificate_ids)
    tasks.sign.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
