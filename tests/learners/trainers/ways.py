"""Rows of the trainer register without a story: for tests that need something behind each door."""

from django.utils import timezone

from learners.people.models import Learner
from learners.trainers.loading import load_rules
from learners.trainers.models import (
    Confirmation,
    Suspension,
    TrainerFile,
    TrainerRule,
    Trial,
    TrialSheet,
)
from learners.trainers.states import State


def waiting_file(learner: Learner) -> tuple[TrainerFile, Trial]:
    """Somebody who waits for the assessment, and their open trial."""
    load_rules()
    file = TrainerFile.objects.create(
        learner=learner, tier="core", area=learner.commune, state=State.WAITING
    )
    rule = TrainerRule.objects.get(tier="core")
    trial = Trial.objects.create(file=file, rule=rule, held_on=timezone.localdate(), topic="Bài 1")
    for place in (1, 2):
        TrialSheet.objects.create(trial=trial, place=place)
    return file, trial


def trainer_rows(learner: Learner) -> None:
    """One of each."""
    file, trial = waiting_file(learner)
    TrialSheet.objects.filter(place=1).update(assessor=learner.user)
    Suspension.objects.create(learner=learner, tier="core", words="Nghỉ ốm")
    Confirmation.objects.create(
        file=file, measure="introduced", number=1, held_on=trial.held_on, evidence="Giấy số 3"
    )


def behind_trainers_doors(learner: Learner) -> dict[str, int]:
    """Name of an address → the id behind it."""
    file, trial = waiting_file(learner)
    acts = ("move", "confirm", "trained_by", "languages", "trial", "cancel_trial")
    acts += ("appoint", "suspend", "resume", "withdraw")
    return dict.fromkeys([f"trainers:{act}" for act in ("trainer", *acts)], file.pk) | {
        "trainers:assess": trial.pk
    }
