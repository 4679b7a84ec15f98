"""Background work of the ground floor."""

from celery import Task, current_app, shared_task
from django.core.management import call_command

from lms.core import exporting, jobs, places, services, sessions
from lms.core.models import Job


@shared_task(name="core.forget_expired")
def forget_expired() -> None:
    """Sessions past their end, roles that ended, accounts without a code, files are not kept."""
    call_command("clearsessions")
    sessions.forget_ended()
    services.align_all_rights()
    places.align_titles()
    services.forget_unverified_accounts()
    exporting.forget()


@shared_task(name="core.write_export")
def write_export(job_id: int) -> None:
    """Write the file of a long table."""
    jobs.run(job_id, exporting.write)


@shared_task(name="core.resume_jobs")
def resume_jobs() -> int:
    """Ring again for long jobs whose worker was killed or whose bell was lost."""
    found = jobs.to_ring()
    for job in found:
        _task_of(job).delay(job.pk)
    return len(found)


def ring(job: Job) -> None:
    """Call a worker for a job once its row is committed; a lost call is found by `resume_jobs`."""
    _task_of(job).delay_on_commit(job.pk)  # type: ignore[attr-defined]  # celery-types knows no Django


def _task_of(job: Job) -> Task:
    if job.task not in current_app.tasks:  # a server of pages has read no tasks yet
        current_app.loader.import_default_modules()
    return current_app.tasks[job.task]
