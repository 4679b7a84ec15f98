"""What is locked before something is written of people in a class."""

from learners.assessing.permissions import check_not_self
from learners.assessing.proving import lock
from learners.classes.models import TrainingClass
from learners.classes.permissions import check_may_run
from learners.people.consents import study_withdrawn
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.models import User

CLOSED = "Lớp này đã kết thúc. Muốn ghi thêm kết quả, hãy nhờ cán bộ mở lại lớp."
NOT_HERE = "Có người không còn trong lớp này. Hãy tải lại trang rồi đánh dấu lại."


def lock_open_class(*, training_class: TrainingClass, actor: User) -> TrainingClass:
    """Locked, so that what is written down stands before or after the closing, never during it."""
    check_may_run(user=actor, training_class=training_class)
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related("course")
    row = rows.get(pk=training_class.pk)
    if row.state != TrainingClass.State.OPEN:
        raise DomainError(CLOSED)
    return row


def lock_kept(*, learner: Learner, actor: User) -> Learner:
    """Locked, not the actor themselves, and somebody whose study may be written down."""
    learner = lock(learner=learner)
    check_not_self(learner=learner, actor=actor)
    if study_withdrawn(learner=learner):
        raise DomainError(
            f"{learner.full_name} đã rút lại sự đồng ý nên không ghi kết quả. "
            "Hãy bỏ đánh dấu ở người này."
        )
    return learner
