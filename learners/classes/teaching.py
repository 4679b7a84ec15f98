"""Who teaches a class: named in order, the first leads, all hold the role of a trainer."""

from collections.abc import Sequence

from django.utils import timezone

from learners.classes.models import ClassTrainer, TrainingClass
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.models import RoleGrant
from lms.core.roles import Role


def name_trainers(training_class: TrainingClass, people: Sequence[Learner]) -> None:
    """Write down who teaches the class; the first leads. For services that hold its lock."""
    ClassTrainer.objects.bulk_create(
        ClassTrainer(
            training_class=training_class,
            learner=person,
            part=ClassTrainer.Part.ASSISTANT if place else ClassTrainer.Part.LEAD,
        )
        for place, person in enumerate(dict.fromkeys(people))
    )


def holding_the_role(people: Sequence[Learner]) -> set[int]:
    """The keys of those among `people` who hold the role of a trainer today, anywhere."""
    grants = RoleGrant.objects.valid_on(timezone.localdate()).filter(role=Role.TRAINER)
    may = Learner.objects.filter(pk__in=[one.pk for one in people], user__in=grants.values("user"))
    return set(may.values_list("pk", flat=True))


def check_trainers(people: Sequence[Learner], before: TrainingClass | None = None) -> None:
    """Raises DomainError unless there is somebody, and all hold the role today or taught before."""
    if not people:
        raise DomainError("Hãy chọn ít nhất một giảng viên.")
    known = holding_the_role(people)
    if before:
        known |= set(before.trainers.values_list("learner", flat=True))
    for person in people:
        if person.pk not in known:
            raise DomainError(
                f"{person.full_name} chưa được giao vai trò giảng viên. "
                "Hãy chọn người khác, hoặc nhờ cán bộ giao vai trò trước."
            )
