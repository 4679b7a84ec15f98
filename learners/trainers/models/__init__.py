"""The trainer register: who may become a trainer, who is one, by which decision, until when."""

from learners.trainers.models.appointments import Appointment, Suspension, Tier
from learners.trainers.models.files import Confirmation, StateChange, TrainerFile, TrainerRule
from learners.trainers.models.trials import Trial, TrialSheet

__all__ = [
    "Appointment",
    "Confirmation",
    "StateChange",
    "Suspension",
    "Tier",
    "TrainerFile",
    "TrainerRule",
    "Trial",
    "TrialSheet",
]
