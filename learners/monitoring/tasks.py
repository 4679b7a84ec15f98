"""Background work of monitoring."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from learners.monitoring import proving, services


@shared_task(name="monitoring.refresh_today")
def refresh_today() -> int:
    """Today's counts, from the facts."""
    return services.refresh_counts(day=timezone.localdate())


@shared_task(name="monitoring.close_yesterday")
def close_yesterday() -> int:
    """Yesterday's counts once more, now that the day is whole; and days that nights missed."""
    changed = services.refresh_counts(day=timezone.localdate() - timedelta(days=1))
    proving.count_missed(now=timezone.now())
    proving.count_regrouped()
    return changed


@shared_task(name="monitoring.count_regrouped")
def count_regrouped() -> int:
    """Days that a merger reaches back to, counted with what belongs together since."""
    return len(proving.count_regrouped())


@shared_task(name="monitoring.prove")
def prove() -> list[int]:
    """Yesterday and one older day counted again and compared; returns how many values differed."""
    proofs = proving.prove_last_night(today=timezone.localdate())
    return [len(proof.differences) for proof in proofs]
