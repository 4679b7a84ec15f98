"""Background work on the register of people."""

from celery import shared_task

from learners.people import settling


@shared_task(name="people.settle")
def settle() -> int:
    """Whoever lives or works in what was merged belongs to what goes on."""
    return settling.settle()
