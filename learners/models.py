"""The models of every sub-package, for Django to find."""

from learners.duplicates.models import Merge, Pair
from learners.imports.models import ColumnMemory, Import, ImportRow
from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from learners.people.models import (
    Consent,
    ConsentText,
    DigitalTeam,
    Learner,
    Move,
    PaperCode,
    TeamMember,
)
from learners.rights.models import DataRequest, DayOff
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency, ProficiencyRule
from learners.trainers.models import Appointment

__all__ = [
    "Appointment",
    "Attempt",
    "ColumnMemory",
    "Consent",
    "ConsentText",
    "CountedDay",
    "DailyCount",
    "DataRequest",
    "DayOff",
    "DigitalTeam",
    "Enrolment",
    "Goal",
    "GoalShare",
    "Import",
    "ImportRow",
    "Learner",
    "LessonDone",
    "Merge",
    "Move",
    "OpeningBalance",
    "Pair",
    "PaperCode",
    "Proficiency",
    "ProficiencyRule",
    "TeamMember",
]
