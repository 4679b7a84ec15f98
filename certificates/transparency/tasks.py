"""Background work of the public log."""

from celery import shared_task
from django.utils import timezone

from certificates.transparency import services


@shared_task(name="transparency.append")
def append() -> int:
    """Take what waits into the tree."""
    return services.append()


@shared_task(name="transparency.sign_head")
def sign_head() -> None:
    """The head of today, once; a worker that was down catches up within the day."""
    services.sign_head(day=timezone.localdate())
