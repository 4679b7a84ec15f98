"""A course was finished: that may have been the last thing missing.

The bell rings after the commit, not inside: the completing transaction holds the enrolment, and
whoever looks at a person locks the person first.
"""

from typing import Any

from django.dispatch import receiver

from learners.assessing import tasks
from learners.study.models import Enrolment
from learners.study.signals import enrolment_completed


@receiver(enrolment_completed)
def look_again(sender: Any, enrolment_id: int, **kwargs: Any) -> None:
    """Ring for the person of the enrolment."""
    learner_id = Enrolment.objects.values_list("learner", flat=True).get(pk=enrolment_id)
    tasks.prove.delay_on_commit(learner_id)  # type: ignore[attr-defined]  # celery-types knows no Django
