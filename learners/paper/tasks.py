"""Background work on sheets."""

from celery import shared_task

from learners.paper import retention


@shared_task(name="paper.forget")
def forget() -> int:
    """Pictures whose time is over are not kept."""
    return retention.forget()
