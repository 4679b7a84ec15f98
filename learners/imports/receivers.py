"""The duplicates desk has decided about somebody who waited in a list."""

from typing import Any

from django.dispatch import receiver

from learners.duplicates.signals import pair_decided
from learners.imports import desk


@receiver(pair_decided)
def hear(sender: Any, pair_id: int, **kwargs: Any) -> int | None:
    """Part of the deciding transaction: the row and its person follow at once."""
    return desk.hear(pair_id=pair_id)
