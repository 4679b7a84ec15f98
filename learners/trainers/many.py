"""One act on several files at once: a decision with forty names, a training day, a step.

Each goes through the same service and checks as alone. All or none, as a decision on paper is: who
stands in the way is named, with the reason, and nothing is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from learners.trainers.appointing import Decision, appoint
from learners.trainers.models import TrainerFile
from learners.trainers.services import confirm, move
from learners.trainers.states import State
from lms.core.errors import DomainError
from lms.core.models import User

MOST = 100
NOBODY = "Hãy đánh dấu ít nhất một người."


def appoint_many(*, files: Sequence[TrainerFile], decision: Decision, actor: User) -> int:
    """One decision for several, each in the area of their file; returns how many.

    Raises DomainError with everybody who cannot be appointed by it and why. Whoever misses
    something needs a reason of their own, on the page of the file.
    """
    return _each(
        files,
        lambda file: appoint(
            file=file, decision=replace(decision, area=file.area), words="", actor=actor
        ),
    )


def confirm_many(
    *,
    files: Sequence[TrainerFile],
    measure: str,
    number: Decimal,
    held_on: date,
    words: str,
    evidence: str,
    actor: User,
) -> int:
    """An officer's word for several, as for those who sat in one training day; how many.

    Raises DomainError as `appoint_many` does.
    """
    return _each(
        files,
        lambda file: confirm(
            file=file,
            measure=measure,
            number=number,
            held_on=held_on,
            words=words,
            evidence=evidence,
            actor=actor,
        ),
    )


def move_many(*, files: Sequence[TrainerFile], to: State, actor: User) -> int:
    """Several go on to the same step; how many. Raises DomainError as `appoint_many` does."""
    return _each(files, lambda file: move(file=file, to=to, words="", actor=actor))


@transaction.atomic
def _each(files: Sequence[TrainerFile], act: Callable[[TrainerFile], object]) -> int:
    if not files:
        raise DomainError(NOBODY)
    if len(files) > MOST:
        raise DomainError(f"Mỗi lần nhiều nhất {MOST} người. Hãy chia ra nhiều lần.")
    problems = []
    for file in sorted(files, key=lambda one: one.pk):  # one order: two officers never cross
        try:
            act(file)
        except DomainError as error:
            problems.append(f"{file.learner.full_name}: {error.message}")
    if problems:
        raise DomainError("Chưa ghi cho ai. " + " ".join(problems))
    return len(files)
