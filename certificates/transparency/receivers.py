"""Papers were issued or have ended: the log says so in the same transaction."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from certificates.papers.signals import paper_ended, paper_issued
from certificates.transparency import services, tasks
from certificates.transparency.models import LogEntry


@receiver(paper_issued)
def enter_issued(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """A paper without an entry cannot be proved by anybody."""
    services.enter(certificate_ids=certificate_ids, act=LogEntry.Act.ISSUED)
    tasks.append.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django


@receiver(paper_ended)
def enter_ended(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """The same for papers that no longer stand."""
    services.enter(certificate_ids=certificate_ids, act=LogEntry.Act.ENDED)
    tasks.append.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
