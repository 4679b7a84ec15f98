"""The models of every sub-package, for Django to find."""

from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from learners.people.models import Consent, Learner
from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency, ProficiencyRule
from learners.trainers.models import Appointment

__all__ = [
    "Appointment",
    "Attempt",
    "Consent",
    "CountedDay",
    "DailyCount",
    "Enrolment",
    "Goal",
    "GoalShare",
    "Learner",
    "LessonDone",
    "OpeningBalance",
    "Proficiency",
    "ProficiencyRule",
]
