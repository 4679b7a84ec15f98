"""A sheet of tasks taken in: exactly what was shown, whole or not at all."""

from dataclasses import dataclass

from django.db import transaction

from learners.resolution.models import Objective
from learners.resolution.permissions import may_keep
from learners.resolution.planning import CHANGED, NEW, PROBLEM, Plan, plan_of
from learners.resolution.services import NOT_YOURS, save_objective
from learners.resolution.writing import lock_tasks, write_rows
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

SHOWN_DIFFERS = (
    "Từ lúc bạn xem trước, sổ nhiệm vụ đã có thay đổi. Chưa ghi gì cả. "
    "Hãy xem lại bản mới dưới đây rồi bấm ghi."
)


class PlanChanged(DomainError):
    """What would be written is no longer what was shown."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written."""

    new: int
    changed: int
    left_out: int


@transaction.atomic
def take_in(*, text: str, digest: str, actor: User) -> Taken:
    """Write what the plan with this digest says; the same sheet again writes nothing.

    Raises PlanChanged when it would no longer do what was shown, and DomainError with a sentence.
    """
    if not may_keep(actor):
        raise DomainError(NOT_YOURS)
    lock_tasks()
    plan = plan_of(text)
    if plan.digest != digest:
        raise PlanChanged(SHOWN_DIFFERS)
    _write_objectives(plan, actor)
    write_rows(plan.of(NEW, CHANGED), actor=actor)
    taken = Taken(len(plan.of(NEW)), len(plan.of(CHANGED)), len(plan.of(PROBLEM)))
    if plan.writes:
        audit.record(
            actor=actor,
            action="resolution.import",
            target="resolution",
            new=taken.new,
            changed=taken.changed,
            left_out=taken.left_out,
        )
    return taken


def _write_objectives(plan: Plan, actor: User) -> None:
    there = {one.number: one for one in Objective.objects.all()}
    for number, _, title in plan.objectives:
        save_objective(objective=there.get(number), number=number, title=title, actor=actor)
