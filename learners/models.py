"""The models of every sub-package, for Django to find."""

from learners.announcing.models import Announcement, Delivery
from learners.assessing.models import (
    HandIn,
    PaperResult,
    PracticalResult,
    PracticalTask,
    ProficiencyTry,
)
from learners.attendance.models import Attendance, Mark
from learners.classes.models import (
    CalendarFeed,
    ClassList,
    ClassTrainer,
    Help,
    Seat,
    Session,
    SpotEntry,
    TrainingClass,
)
from learners.closing.models import AttendanceFact, Closing, ClosingRule, HoursCredit
from learners.duplicates.models import Merge, Pair
from learners.flags.models import CallBack, CallDraw, Flag, Look
from learners.imports.models import ColumnMemory, Import, ImportRow
from learners.monitoring.models import (
    BalanceList,
    CarriedPerson,
    CountedDay,
    DailyCount,
    Goal,
    GoalShare,
    OpeningBalance,
    Proof,
    WorkingAge,
)
from learners.paper.models import Sheet, SheetScan
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
from learners.trainers.models import (
    Appointment,
    Confirmation,
    StateChange,
    Suspension,
    TrainerFile,
    TrainerRule,
    Trial,
    TrialSheet,
)

__all__ = [
    "Announcement",
    "Appointment",
    "Attempt",
    "Attendance",
    "AttendanceFact",
    "BalanceList",
    "CalendarFeed",
    "CallBack",
    "CallDraw",
    "CarriedPerson",
    "ClassList",
    "ClassTrainer",
    "Closing",
    "ClosingRule",
    "ColumnMemory",
    "Confirmation",
    "Consent",
    "ConsentText",
    "CountedDay",
    "DailyCount",
    "DataRequest",
    "DayOff",
    "Delivery",
    "DigitalTeam",
    "Enrolment",
    "Flag",
    "Goal",
    "GoalShare",
    "HandIn",
    "Help",
    "HoursCredit",
    "Import",
    "ImportRow",
    "Learner",
    "LessonDone",
    "Look",
    "Mark",
    "Merge",
    "Move",
    "OpeningBalance",
    "Pair",
    "PaperCode",
    "PaperResult",
    "PracticalResult",
    "PracticalTask",
    "Proficiency",
    "ProficiencyRule",
    "ProficiencyTry",
    "Proof",
    "Seat",
    "Session",
    "Sheet",
    "SheetScan",
    "SpotEntry",
    "StateChange",
    "Suspension",
    "TeamMember",
    "TrainerFile",
    "TrainerRule",
    "TrainingClass",
    "Trial",
    "TrialSheet",
    "WorkingAge",
]
