"""Background work on lists: each takes the id of a job and may be run again at any point."""

from celery import shared_task

from learners.imports import applying, intake, planning, receipts, retention, undoing
from lms.core import jobs


@shared_task(name="imports.read")
def read(job_id: int) -> None:
    """Look into an uploaded file: sheet, headings, sample, rows."""
    jobs.run(job_id, intake.read)


@shared_task(name="imports.plan")
def plan(job_id: int) -> None:
    """Find out for each row who it is."""
    jobs.run(job_id, planning.plan)


@shared_task(name="imports.apply")
def apply(job_id: int) -> None:
    """Write the planned rows into the register."""
    jobs.run(job_id, applying.apply)


@shared_task(name="imports.undo")
def undo(job_id: int) -> None:
    """Take back what a list wrote."""
    jobs.run(job_id, undoing.undo)


@shared_task(name="imports.annotate")
def annotate(job_id: int) -> None:
    """Make the same file with the result of each row beside it."""
    jobs.run(job_id, receipts.annotate)


@shared_task(name="imports.forget")
def forget() -> int:
    """Files and rows whose time is over are not kept."""
    return retention.forget()
