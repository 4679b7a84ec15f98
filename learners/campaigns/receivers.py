"""What campaigns hear: a list was written, a reminder is about to go, the menu is drawn."""

from typing import Any

from django.dispatch import receiver

from learners.announcing.models import Announcement
from learners.announcing.sending import OBJECTIONS
from learners.campaigns import noting, reminding, rosters
from learners.imports.signals import list_written
from lms.core.navigation import COUNTS


@receiver(list_written)
def add_people(sender: Any, list_id: int, **kwargs: Any) -> None:
    """Part of the writing transaction: the receipt of the list and the campaign stand together."""
    rosters.add_list(list_id=list_id)


# Whoever finished since the morning is not reminded in the afternoon.
OBJECTIONS[Announcement.Kind.AIM] = reminding.objection
# How many alerts there were when they were last looked for.
COUNTS["alerts:list"] = noting.count
