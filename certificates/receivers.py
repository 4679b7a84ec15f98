"""Papers are due: the rows are written here, the bell rings on commit."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from certificates import services, tasks
from certificates.facts import Kind
from learners.closing.signals import attendance_confirmed
from learners.study.signals import enrolments_completed


@receiver(enrolments_completed)
def open_completions(sender: Any, enrolment_ids: Collection[int], **kwargs: Any) -> None:
    """The pending rows are part of the completing transaction: nobody goes without their paper."""
    opened = services.open_certificates(enrolment_ids=enrolment_ids)
    tasks.issue.ring_for([one.pk for one in opened])  # type: ignore[attr-defined]  # celery-types knows no Django


@receiver(attendance_confirmed)
def open_confirmations(sender: Any, enrolment_ids: Collection[int], **kwargs: Any) -> None:
    """The same for who was in a class often enough and was not assessed."""
    opened = services.open_certificates(enrolment_ids=enrolment_ids, kind=Kind.ATTENDANCE)
    tasks.issue.ring_for([one.pk for one in opened])  # type: ignore[attr-defined]  # celery-types knows no Django
