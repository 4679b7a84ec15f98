"""A list was written into the register: if it is a class's, its people get their seats."""

from typing import Any

from django.dispatch import receiver

from learners.classes import rosters
from learners.imports.signals import list_written


@receiver(list_written)
def seat_people(sender: Any, list_id: int, **kwargs: Any) -> None:
    """Part of the writing transaction: the receipt of the list and the seats stand together."""
    rosters.seat_list(list_id=list_id)
