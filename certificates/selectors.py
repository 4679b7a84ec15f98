"""Reading papers."""

from django.db.models import QuerySet

from certificates.models import Certificate
from learners.people.models import Learner


def papers_of(learner: Learner) -> QuerySet[Certificate]:
    """The papers of one person, the newest first, with what a list shows."""
    return (
        Certificate.objects.filter(enrolment__learner=learner)
        .select_related("enrolment__course", "replaced_by")
        .order_by("-requested_at", "-id")
    )


def issued_with_code(code: str) -> Certificate | None:
    """The issued paper with this code; a pending one is not known to anybody yet. One query."""
    try:  # not `first()`: a unique code needs no order
        paper = Certificate.objects.get(code=code)
    except Certificate.DoesNotExist:
        return None
    return None if paper.state == Certificate.State.PENDING else paper
