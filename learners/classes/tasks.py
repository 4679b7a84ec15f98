"""Background work on classes."""

from celery import shared_task

from learners.classes import rosters


@shared_task(name="classes.forget_lists")
def forget_lists() -> int:
    """Lists that nobody took in are not kept."""
    return rosters.forget_lists()
