"""What a trainer did in classes as numbers: for rules that are data."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from learners.classes.models import ClassTrainer, Seat, Session, TrainingClass, stood_at
from learners.study.measures import finished_between
from lms.core.measuring import Measure

Part = ClassTrainer.Part
# The course in which people learn to teach: its sessions are training for trainers.
FOR_TRAINERS = 8


_SESSION = "training_class__sessions__"


def _held() -> Q:
    """Of a class's trainers: the sessions held while they stood with it."""
    return stood_at(F(f"{_SESSION}starts_at")) & Q(**{f"{_SESSION}state": Session.State.HELD})


def held_between(start: date | None, end: date) -> Q:
    """Of a class's trainers: the sessions they held from `start` to `end`, both included."""
    last = timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min))
    found = _held() & Q(**{f"{_SESSION}starts_at__lt": last})
    if start:
        first = timezone.make_aware(datetime.combine(start, time.min))
        found &= Q(**{f"{_SESSION}starts_at__gte": first})
    return found


def others_than_the_trainer(path: str) -> Q:
    """Of a class's trainers: the people at `path`, but for the trainer themself.

    Two comparisons, since a negated one would ask for classes in which the trainer never sat.
    """
    return Q(**{f"{path}__lt": F("learner")}) | Q(**{f"{path}__gt": F("learner")})


def _sessions(
    part: str, **which: object
) -> Callable[[Sequence[int], date | None, date], dict[int, float]]:
    def held(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
        found = ClassTrainer.objects.filter(
            held_between(start, end), learner__in=ids, part=part, **which
        )
        counted = found.order_by().values_list("learner")
        return dict(counted.annotate(Count("training_class__sessions", distinct=True)))

    return held


def _people_finished(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """People with a seat in a class who finished its course since it was opened.

    They count for whoever led a session of the class.
    """
    seat = "training_class__seats_taken__"
    study = f"{seat}learner__enrolments__"
    found = ClassTrainer.objects.filter(
        _held(),
        finished_between(start, end, study),
        ~Q(training_class__state=TrainingClass.State.CANCELLED),
        others_than_the_trainer(f"{seat}learner"),
        learner__in=ids,
        part=Part.LEAD,
        **{
            f"{seat}state": Seat.State.SEATED,
            f"{study}course": F("training_class__course"),
            f"{study}completed_at__gte": F("training_class__opened_at"),
        },
    )
    counted = found.order_by().values_list("learner")
    return dict(counted.annotate(Count(f"{seat}learner", distinct=True)))


MEASURES = (
    Measure("sessions_taught", "Số buổi đã dạy", _sessions(Part.LEAD)),
    Measure("sessions_assisted", "Số buổi đã phụ giảng", _sessions(Part.ASSISTANT)),
    Measure(
        "sessions_for_trainers",
        "Số buổi tập huấn giảng viên đã dạy",
        _sessions(Part.LEAD, training_class__course__number=FOR_TRAINERS),
    ),
    Measure("people_finished", "Số người học xong trong các lớp đã dạy", _people_finished),
)
