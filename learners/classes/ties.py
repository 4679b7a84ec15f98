"""Who may not judge whom, because they taught them."""

from learners.classes.models import ClassTrainer, Seat
from learners.people.models import Learner


def tied(learner: Learner, other: Learner) -> str:
    """Why `other` may not judge `learner`, in words; empty when nothing here speaks against it.

    Also of somebody who left the class in between, as a learner or a trainer: taught is taught.
    """
    was_there = (Seat.State.SEATED, Seat.State.LEFT)
    taught = ClassTrainer.objects.filter(
        learner=other,
        training_class__seats_taken__learner=learner,
        training_class__seats_taken__state__in=was_there,
    )
    return "đã dạy người này trong một lớp học" if taught.exists() else ""
