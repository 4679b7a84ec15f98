"""Background work of announcing."""

from celery import shared_task

from learners.announcing import sending, services
from lms.core import jobs
from lms.core.tasks import ring


@shared_task(name="announcing.send")
def send(job_id: int) -> None:
    """Send what waits of one announcement."""
    jobs.run(job_id, sending.send)


@shared_task(name="announcing.go_on")
def go_on() -> int:
    """Ring for what did not go at first and is due again."""
    found = [services.go_on(announcement_id=one) for one in services.unfinished()]
    for job in found:
        if job:
            ring(job)
    return len(found)


@shared_task(name="announcing.remind")
def remind() -> int:
    """Remind the classes of tomorrow."""
    made = services.remind_of_tomorrow()
    for one in made:
        if one.job:
            ring(one.job)
    return len(made)
