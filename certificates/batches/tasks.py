"""Background work of batches: takes the id of a job and may be run again at any point."""

from celery import shared_task

from certificates.batches import working
from lms.core import jobs


@shared_task(name="batches.work")
def work(job_id: int) -> None:
    """Issue or end the papers of one lane of a batch."""
    jobs.run(job_id, working.work)
