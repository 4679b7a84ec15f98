"""Who may not judge whom as a trainer, because they trained them."""

from learners.people.models import Learner
from learners.trainers.models import TrainerFile


def tied(learner: Learner, other: Learner) -> str:
    """Why `other` may not judge `learner`, in words; empty when nothing here speaks against it."""
    if learner == other:
        return "chính là người được chấm"
    if TrainerFile.objects.filter(learner=learner, trained_by=other).exists():
        return "là người đã kèm người này"
    return ""
