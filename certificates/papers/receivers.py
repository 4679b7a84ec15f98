"""Papers are due or over: the rows are written here, the bell rings on commit."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from certificates.drawing.facts import Kind
from certificates.papers import notices, services, tasks
from certificates.papers.models import Certificate
from certificates.papers.signals import paper_ended
from learners.closing.signals import attendance_confirmed
from learners.study.signals import enrolments_completed
from learners.trainers.signals import appointments_ended, appointments_made
from lms.core.tasks import ring


@receiver(enrolments_completed)
def open_completions(sender: Any, enrolment_ids: Collection[int], **kwargs: Any) -> None:
    """The pending rows are part of the completing transaction: nobody goes without their paper."""
    _ring(services.open_certificates(enrolment_ids=enrolment_ids))


@receiver(attendance_confirmed)
def open_confirmations(sender: Any, enrolment_ids: Collection[int], **kwargs: Any) -> None:
    """The same for who was in a class often enough and was not assessed."""
    _ring(services.open_certificates(enrolment_ids=enrolment_ids, kind=Kind.ATTENDANCE))


@receiver(appointments_made)
def open_for_trainers(sender: Any, appointment_ids: Collection[int], **kwargs: Any) -> None:
    """The same for who was appointed or renewed."""
    _ring(services.open_for_trainers(appointment_ids=appointment_ids))


@receiver(appointments_ended)
def end_for_trainers(sender: Any, appointment_ids: Collection[int], **kwargs: Any) -> None:
    """Who is no trainer any more holds no paper that says so."""
    services.end_with_appointments(appointment_ids=appointment_ids)


@receiver(paper_ended)
def make_successors(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """What stands in the place of a paper that was replaced or renewed is made at once."""
    pending = Certificate.objects.filter(state=Certificate.State.PENDING)
    replacing = pending.filter(replaces__in=certificate_ids)
    renewing = pending.filter(renews__in=certificate_ids)
    _ring([*replacing, *renewing])


@receiver(paper_ended)
def tell_their_owners(sender: Any, certificate_ids: Collection[int], **kwargs: Any) -> None:
    """Whose paper ended is told so, and why."""
    for made in notices.tell_of_ends(certificate_ids):
        if made.job:
            ring(made.job)


def _ring(papers: Collection[Certificate]) -> None:
    pending = [one.pk for one in papers if one.state == Certificate.State.PENDING]
    tasks.issue.ring_for(pending)  # type: ignore[attr-defined]  # celery-types knows no Django
