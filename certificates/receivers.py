"""A paper is due: the row is written here, the bell rings on commit."""

from typing import Any

from django.dispatch import receiver

from certificates import services, tasks
from certificates.facts import Kind
from learners.closing.signals import attendance_confirmed
from learners.study.signals import enrolment_completed


@receiver(enrolment_completed)
def open_certificate(sender: Any, enrolment_id: int, **kwargs: Any) -> None:
    """The pending row is part of the completing transaction: nobody goes without their paper."""
    certificate = services.open_certificate(enrolment_id=enrolment_id)
    tasks.issue.delay_on_commit(certificate.pk)  # type: ignore[attr-defined]  # celery-types knows no Django


@receiver(attendance_confirmed)
def open_confirmation(sender: Any, enrolment_id: int, **kwargs: Any) -> None:
    """The same for who was in a class often enough and was not assessed."""
    certificate = services.open_certificate(enrolment_id=enrolment_id, kind=Kind.ATTENDANCE)
    tasks.issue.delay_on_commit(certificate.pk)  # type: ignore[attr-defined]  # celery-types knows no Django
