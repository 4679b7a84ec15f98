"""A commune was merged into another one: its people follow at once, or when the day has come."""

from typing import Any

from django.dispatch import receiver

from learners.people import tasks
from lms.core.signals import unit_merged


@receiver(unit_merged)
def move_on(sender: Any, **kwargs: Any) -> None:
    """Ring for the work; the night finds what was missed, and days that have come."""
    tasks.settle.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
