"""Background work on the register of people."""

from celery import shared_task

from learners.people import settling


@shared_task(name="people.settle")
def settle() -> int:
    """Whoever lives where a commune has ended lives in the one that goes on."""
    return settling.settle()
