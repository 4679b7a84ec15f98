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
    return (
        Certificate.objects.filter(code=code)
        .exclude(state=Certificate.State.PENDING)
        .select_related("replaced_by")
        .first()
    )
