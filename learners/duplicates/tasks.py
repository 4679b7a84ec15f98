"""Background work of the duplicates desk."""

from celery import shared_task

from learners.duplicates import services
from learners.people.models import Learner


@shared_task(name="duplicates.scan_learner")
def scan_learner(learner_id: int) -> None:
    """Ask about those whom a new record may be."""
    for learner in Learner.objects.filter(pk=learner_id):
        services.scan_learner(learner=learner)
