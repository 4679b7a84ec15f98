"""A class was closed: who is called back is drawn, and the class is looked through."""

from typing import Any

from django.dispatch import receiver

from learners.classes.signals import class_ended
from learners.flags import services, tasks


@receiver(class_ended)
def look_after_closing(sender: Any, class_id: int, **kwargs: Any) -> None:
    """The draw is part of the closing transaction; the looking through follows it."""
    services.draw_calls(class_id=class_id)
    tasks.look_at.delay_on_commit(class_id)  # type: ignore[attr-defined]  # celery-types knows no Django
