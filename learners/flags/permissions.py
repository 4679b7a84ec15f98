"""Who may decide on a flag and call people back. Nothing else decides."""

from collections.abc import Iterable

from learners.classes.models import ClassTrainer, TrainingClass
from learners.classes.permissions import oversees
from learners.flags.models import CallBack, Flag
from lms.core.models import User


def may_decide(*, user: User, flag: Flag) -> bool:
    """An officer of the place of either class; nobody judges a class they teach."""
    concerned = [one for one in (flag.training_class, flag.other_class) if one]
    return any(oversees(user=user, training_class=one) for one in concerned) and not _teaches(
        user, concerned
    )


def may_call(*, user: User, call: CallBack) -> bool:
    """An officer of the place of the class, who does not teach it and is not the person."""
    taught = call.training_class
    return (
        oversees(user=user, training_class=taught)
        and not _teaches(user, [taught])
        and call.learner.user_id != user.pk
    )


def _teaches(user: User, classes: Iterable[TrainingClass]) -> bool:
    """Whether they are, or were, named as a trainer, whatever role they hold today."""
    return ClassTrainer.objects.filter(
        training_class__in=list(classes), learner__user=user
    ).exists()
