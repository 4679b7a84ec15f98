"""Who may judge whom. Nobody judges themselves; whoever taught does not review or certify alone."""

from collections.abc import Iterable

from learners.classes.models import ClassTrainer, Seat
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from lms.core.errors import DomainError
from lms.core.models import User

NOT_YOURSELF = "Bạn không tự ghi kết quả cho chính mình. Hãy nhờ giảng viên hoặc cán bộ khác."


def check_not_self(*, learner: Learner, actor: User) -> None:
    """Raises DomainError when the person is the one who judges."""
    if is_theirs(learner, actor):
        raise DomainError(NOT_YOURSELF)


def teachers_of(*, learner: Learner) -> set[int]:
    """The accounts that teach, or ever taught, a class in which this person has or had a seat."""
    classes = Seat.objects.filter(learner=learner).values("training_class")
    taught = ClassTrainer.objects.filter(training_class__in=classes, learner__user__isnull=False)
    return {user for user in taught.values_list("learner__user", flat=True) if user}


def certified_by_others(*, certifiers: Iterable[int | None], teachers: set[int]) -> bool:
    """Whether somebody certified who did not teach: then the teacher was not the only one.

    `certifiers` are accounts: who judged the tasks, who entered the paper sheet; None stands for
    the product, which drew and graded a test itself. Source: trainer track, "the person who
    teaches should not be the only one who certifies".
    """
    return any(one is None or one not in teachers for one in certifiers)
