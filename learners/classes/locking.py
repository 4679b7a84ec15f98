"""A class under its lock: whoever changes it, or who sits in it, comes one by one."""

from learners.classes.models import TrainingClass
from lms.core.errors import DomainError


def check_open(training_class: TrainingClass) -> None:
    """Raises DomainError unless the class goes on."""
    if training_class.state == TrainingClass.State.CANCELLED:
        raise DomainError("Lớp này đã hủy. Hãy hỏi giảng viên về lớp khác.")
    if training_class.state != TrainingClass.State.OPEN:
        raise DomainError(
            "Lớp này đã kết thúc nên không thay đổi được. "
            "Cần sửa thì nhờ cán bộ xã, phường mở lại lớp."
        )


def lock_class(training_class: TrainingClass) -> TrainingClass:
    """The class as it is now, locked: whoever changes it, or who sits in it, comes one by one."""
    locked = TrainingClass.objects.select_for_update(of=("self",))
    return locked.get(pk=training_class.pk)
