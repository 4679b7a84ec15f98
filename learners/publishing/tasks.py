"""Background work of publishing."""

from celery import shared_task
from django.utils import timezone

from learners.publishing import services


@shared_task(name="publishing.publish_due")
def publish_due() -> int:
    """The months that are over and not published yet."""
    return services.publish_due(today=timezone.localdate())
