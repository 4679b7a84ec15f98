"""Reading papers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet
from django.utils import timezone

from certificates.papers.models import Certificate
from learners.classes.models import Session
from learners.closing.models import AttendanceFact
from learners.people.models import Learner
from learners.study.models import Enrolment


def papers_of(learner: Learner) -> QuerySet[Certificate]:
    """The papers of one person, the newest first, with what a list shows."""
    return (
        Certificate.objects.filter(learner=learner)
        .select_related("enrolment__course", "appointment", "replaced_by")
        .order_by("-requested_at", "-id")
    )


@dataclass(frozen=True, slots=True)
class Came:
    """How often somebody was there in a class, and the day of its last session."""

    there: int
    held: int
    last: date


def attendances_of(enrolments: Collection[Enrolment]) -> dict[int, Came]:
    """Enrolment → what the last class of its course that confirms an attendance says; two queries.

    Who was confirmed by no class is not in it.
    """
    facts = AttendanceFact.objects.filter(
        learner__in={one.learner_id for one in enrolments},
        training_class__course__in={one.course_id for one in enrolments},
        enough=True,
    ).select_related("training_class")
    newest = {
        (fact.learner_id, fact.training_class.course_id): fact
        for fact in facts.order_by("training_class")
    }
    held = Session.objects.filter(
        training_class__in={fact.training_class_id for fact in newest.values()},
        state=Session.State.HELD,
    )
    last = dict(held.order_by().values_list("training_class").annotate(Max("starts_at")))
    found = {}
    for one in enrolments:
        fact = newest.get((one.learner_id, one.course_id))
        if fact and (ended := last.get(fact.training_class_id)):
            found[one.pk] = Came(fact.there, fact.held, timezone.localdate(ended))
    return found


def issued_with_code(code: str) -> Certificate | None:
    """The issued paper with this code; a pending one is not known to anybody yet. One query."""
    try:  # not `first()`: a unique code needs no order
        paper = Certificate.objects.get(code=code)
    except Certificate.DoesNotExist:
        return None
    return None if paper.state == Certificate.State.PENDING else paper
