"""Background work on flags."""

from celery import shared_task

from learners.flags import services


@shared_task(name="flags.look_at")
def look_at(class_id: int) -> int:
    """Look through one class."""
    return services.look_at(class_id=class_id)


@shared_task(name="flags.look_at_all")
def look_at_all() -> int:
    """Look through the classes that were not looked at today."""
    return services.look_at_all()
