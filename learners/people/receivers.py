"""A commune or an organisation was merged into another one: its people follow."""

from typing import Any

from django.dispatch import receiver

from learners.people import tasks
from lms.core.signals import organisation_merged, unit_merged


@receiver([unit_merged, organisation_merged])
def move_on(sender: Any, **kwargs: Any) -> None:
    """Ring for the work; the night finds what was missed, and days that have come."""
    tasks.settle.delay_on_commit()  # type: ignore[attr-defined]  # celery-types knows no Django
