"""A commune was merged into another one: the files of its trainers follow at once, or at night."""

from typing import Any

from django.dispatch import receiver

from learners.trainers import tasks
from lms.core.signals import unit_merged


@receiver(unit_merged)
def move_files(sender: Any, **kwargs: Any) -> None:
    """Ring for the work; the night finds what was missed, and days that have come."""
    tasks.follow.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
