"""Classes: who teaches what where and when, who sits in it, and who helped whom."""

from learners.classes.models.classes import (
    LONGEST_PLACE,
    ClassList,
    ClassScoped,
    ClassTrainer,
    ModelT,
    Seat,
    Session,
    SpotEntry,
    TrainingClass,
    TrainingClassQuerySet,
    new_secret,
    stood_at,
)
from learners.classes.models.feeds import CalendarFeed
from learners.classes.models.help import Help

__all__ = [
    "LONGEST_PLACE",
    "CalendarFeed",
    "ClassList",
    "ClassScoped",
    "ClassTrainer",
    "Help",
    "ModelT",
    "Seat",
    "Session",
    "SpotEntry",
    "TrainingClass",
    "TrainingClassQuerySet",
    "new_secret",
    "stood_at",
]
