"""Reading papers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from certificates.models import Certificate
from learners.classes.models import Session
from learners.closing.models import AttendanceFact
from learners.people.models import Learner
from learners.study.models import Enrolment


def papers_of(learner: Learner) -> QuerySet[Certificate]:
    """The papers of one person, the newest first, with what a list shows."""
    return (
        Certificate.objects.filter(enrolment__learner=learner)
        .select_related("enrolment__course", "replaced_by")
        .order_by("-requested_at", "-id")
    )


@dataclass(frozen=True, slots=True)
class Came:
    """How often somebody was there in a class, and the day of its last session."""

    there: int
    held: int
    last: date


def attendance_of(enrolment: Enrolment) -> Came | None:
    """What the last class of the course that confirms an attendance says of it; two queries."""
    facts = AttendanceFact.objects.filter(
        learner=enrolment.learner_id, training_class__course=enrolment.course_id, enough=True
    )
    fact = facts.order_by("-training_class").first()
    if fact is None:
        return None
    held = Session.objects.filter(training_class=fact.training_class_id, state=Session.State.HELD)
    last = held.order_by("-starts_at").first()
    return Came(fact.there, fact.held, timezone.localdate(last.starts_at)) if last else None


def issued_with_code(code: str) -> Certificate | None:
    """The issued paper with this code; a pending one is not known to anybody yet. One query."""
    try:  # not `first()`: a unique code needs no order
        paper = Certificate.objects.get(code=code)
    except Certificate.DoesNotExist:
        return None
    return None if paper.state == Certificate.State.PENDING else paper
