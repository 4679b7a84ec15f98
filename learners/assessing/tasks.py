"""Background work of assessing."""

from celery import shared_task

from learners.assessing import proving
from learners.people.models import Learner


@shared_task(name="assessing.prove")
def prove(*learner_ids: int) -> None:
    """Look whether these people are proficient now, each for themselves."""
    for learner in Learner.objects.standing().filter(pk__in=learner_ids):
        proving.prove_if_earned(learner=learner)


@shared_task(name="assessing.prove_missed")
def prove_missed() -> int:
    """Look again at those who passed the test and are not proficient yet."""
    return proving.prove_missed()
