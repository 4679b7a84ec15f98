"""The nightly look at the register of trainers."""

from celery import shared_task
from django.utils import timezone

from learners.trainers.loading import open_missing_files
from learners.trainers.models import TrainerFile
from learners.trainers.reviewing import note
from learners.trainers.services import expire_lapsed


@shared_task(name="trainers.review", acks_late=True)
def review() -> int:
    """Files for who has none, whose time has ended, and what each misses; again changes nothing."""
    open_missing_files()
    while expire_lapsed(today=timezone.localdate()):
        pass
    return note(TrainerFile.objects.standing().order_by("pk").iterator(chunk_size=500))
