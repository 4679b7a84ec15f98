"""Somebody came onto the register: perhaps they stand there already. The bell rings on commit."""

from typing import Any

from django.dispatch import receiver

from learners.duplicates import tasks
from learners.people.signals import learner_registered


@receiver(learner_registered)
def look_for_doubles(sender: Any, learner_id: int, **kwargs: Any) -> None:
    """Nobody waits for it: whoever signs up goes on at once."""
    tasks.scan_learner.delay_on_commit(learner_id)  # type: ignore[attr-defined]  # celery-types knows no Django
