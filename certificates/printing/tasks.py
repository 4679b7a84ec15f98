"""Background work of printing."""

from celery import shared_task

from certificates.printing import making, services
from lms.core import jobs


@shared_task(name="printing.make")
def make(job_id: int) -> None:
    """Draw the file of a print run."""
    jobs.run(job_id, making.make)


@shared_task(name="printing.forget")
def forget() -> int:
    """Files for the printer are not kept for long."""
    return services.forget()
