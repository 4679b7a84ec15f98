"""A course was finished: that may have been the last thing missing.

The bell rings after the commit, not inside: the completing transaction holds the enrolment, and
whoever looks at a person locks the person first.
"""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from learners.assessing import tasks
from learners.study.models import Enrolment
from learners.study.signals import enrolments_completed


@receiver(enrolments_completed)
def look_again(sender: Any, enrolment_ids: Collection[int], **kwargs: Any) -> None:
    """Ring for the people of the enrolments."""
    runs = Enrolment.objects.filter(pk__in=enrolment_ids).order_by("pk")
    tasks.prove.ring_for(runs.values_list("learner", flat=True))  # type: ignore[attr-defined]  # celery-types knows no Django
