"""A merger was written down whose first day has passed: the days since are counted anew."""

from typing import Any

from django.dispatch import receiver

from learners.monitoring import tasks
from lms.core.signals import unit_merged


@receiver(unit_merged)
def count_anew(sender: Any, **kwargs: Any) -> None:
    """Ring for the work; the night finds what was missed."""
    tasks.count_regrouped.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
