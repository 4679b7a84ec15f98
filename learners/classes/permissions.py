"""Who may do what in a class. Nothing else decides."""

from learners.classes.models import TrainingClass
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import User
from lms.core.roles import Role

NOT_YOURS = "Lớp này không do bạn phụ trách. Hãy nhờ giảng viên của lớp hoặc cán bộ xã, phường."


def teaches(*, user: User, training_class: TrainingClass) -> bool:
    """Whether they are one of its trainers and hold the role, both today."""
    return (
        Role.TRAINER in scope_of(user).roles
        and training_class.trainers.present().filter(learner__user=user).exists()
    )


def oversees(*, user: User, training_class: TrainingClass) -> bool:
    """Whether the class lies in what they watch over as an officer who may change things."""
    scope = scope_of(user)
    inside = scope.covers(training_class.commune_id)
    return scope.may_register and (inside or training_class.organisation_id in scope.organisations)


def may_run(*, user: User, training_class: TrainingClass) -> bool:
    """Whether its people, sessions and register are theirs to write."""
    return oversees(user=user, training_class=training_class) or teaches(
        user=user, training_class=training_class
    )


def check_may_run(*, user: User, training_class: TrainingClass) -> None:
    """Raises DomainError unless `may_run`."""
    if not may_run(user=user, training_class=training_class):
        raise DomainError(NOT_YOURS)
