"""Background work of campaigns."""

from celery import shared_task

from learners.campaigns import noting, reminding, weekly
from lms.core.tasks import ring


@shared_task(name="campaigns.remind")
def remind() -> int:
    """Remind who is missing of what is due today."""
    made = reminding.remind_all()
    for one in made:
        if one.job:
            ring(one.job)
    return len(made)


@shared_task(name="campaigns.look_for_alerts")
def look_for_alerts() -> int:
    """What the menu counts; the page of alerts looks anew each time."""
    return len(noting.look())


@shared_task(name="campaigns.send_weekly")
def send_weekly() -> int:
    """This week's summary to whoever asked and has not got it."""
    return weekly.send_all()
