"""A course was finished: a paper is due. The row is written here, the bell rings on commit."""

from typing import Any

from django.dispatch import receiver

from certificates import services, tasks
from learners.study.signals import enrolment_completed


@receiver(enrolment_completed)
def open_certificate(sender: Any, enrolment_id: int, **kwargs: Any) -> None:
    """The pending row is part of the completing transaction: nobody goes without their paper."""
    certificate = services.open_certificate(enrolment_id=enrolment_id)
    tasks.issue.delay_on_commit(certificate.pk)  # type: ignore[attr-defined]  # celery-types knows no Django
