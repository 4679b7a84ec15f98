"""The nightly look at the register of trainers."""

from celery import shared_task
from django.utils import timezone

from learners.trainers.loading import open_missing_files
from learners.trainers.models import TrainerFile
from learners.trainers.reviewing import note
from learners.trainers.services import expire_lapsed, follow_mergers


@shared_task(name="trainers.review", acks_late=True)
def review() -> int:
    """Files for who has none, whose time has ended, and what each misses; again changes nothing."""
    open_missing_files()
    follow_mergers()
    while expire_lapsed(today=timezone.localdate()):
        pass
    return note(TrainerFile.objects.standing().order_by("pk").iterator(chunk_size=500))


@shared_task(name="trainers.follow_mergers")
def follow() -> int:
    """Files of a commune that was merged into another one stand there."""
    return follow_mergers()
