"""Who may issue, revoke and replace papers for many. Nothing else decides."""

from certificates.batches.models import Batch
from learners.classes.models import TrainingClass
from learners.classes.permissions import oversees
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import User

# Ending more papers than this at once takes a second person.
ALONE = 20
NOT_YOURS = (
    "Cấp, thu hồi giấy của một lớp hay một xã, phường do cán bộ của nơi ấy hoặc cán bộ tỉnh làm."
)


def check_may_issue(
    *, user: User, training_class: TrainingClass | None, commune: str | None
) -> None:
    """Raises DomainError unless the user keeps the register where the class or commune is."""
    scope = scope_of(user)
    if training_class:
        allowed = oversees(user=user, training_class=training_class)
    else:
        allowed = scope.may_register and bool(commune and scope.covers(commune))
    if not allowed:
        raise DomainError(NOT_YOURS)


def check_may_end(*, user: User) -> None:
    """Raises DomainError for who keeps no register; which papers, the scope of the rows says."""
    if not scope_of(user).may_register:
        raise DomainError(NOT_YOURS)


def takes_two(batch: Batch, many: int) -> bool:
    """Whether a second person must agree first: ending many papers is an act of weight."""
    return batch.act != Batch.Act.ISSUE and many > ALONE
