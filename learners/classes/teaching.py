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
        ClassTrainer(training_class=training_class, learner=person, part=part)
        for person, part in _parts(people).items()
    )


def replace_trainers(training_class: TrainingClass, people: Sequence[Learner]) -> None:
    """From now on these teach the class; who goes, or changes part, keeps a row with an end.

    For services that hold the lock of the class.
    """
    now, wanted = timezone.now(), _parts(people)
    for one in training_class.trainers.present().select_related("learner"):
        if wanted.get(one.learner) == one.part:
            del wanted[one.learner]
        else:
            one.until = now
            one.save(update_fields=["until"])
    ClassTrainer.objects.bulk_create(
        ClassTrainer(training_class=training_class, learner=person, part=part, since=now)
        for person, part in wanted.items()
    )


def _parts(people: Sequence[Learner]) -> dict[Learner, ClassTrainer.Part]:
    """Each of them once, with their part: the first leads."""
    lead, *others = dict.fromkeys(people)
    return {lead: ClassTrainer.Part.LEAD} | dict.fromkeys(others, ClassTrainer.Part.ASSISTANT)


def holding_the_role(people: Sequence[Learner]) -> set[int]:
    """The keys of those among `people` who hold the role of a trainer today, anywhere."""
    grants = RoleGrant.objects.valid_on(timezone.localdate()).filter(role=Role.TRAINER)
    may = Learner.objects.filter(pk__in=[one.pk for one in people], user__in=grants.values("user"))
    return set(may.values_list("pk", flat=True))


def check_trainers(people: Sequence[Learner], before: TrainingClass | None = None) -> None:
    """Raises DomainError unless there is somebody, and all hold the role today.

    Who teaches the class `before` already may go on.
    """
    if not people:
        raise DomainError("Hãy chọn ít nhất một giảng viên.")
    known = holding_the_role(people)
    if before:
        known |= set(before.trainers.present().values_list("learner", flat=True))
    for person in people:
        if person.pk not in known:
            raise DomainError(
                f"{person.full_name} chưa được giao vai trò giảng viên. "
                "Hãy chọn người khác, hoặc nhờ cán bộ giao vai trò trước."
            )
