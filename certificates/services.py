"""What makes, replaces and revokes papers. Every call may come twice and counts once."""

import logging

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from certificates.facts import CertificateFacts
from certificates.models import Certificate, NumberSeries
from certificates.render import render
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User
from lms.core.tokens import show_code

logger = logging.getLogger(__name__)

SERIES = "HT"  # hoàn thành
MOST_TRIES = 5
_BATCH = 100


def open_certificate(*, enrolment_id: int) -> Certificate:
    """The paper of a completed enrolment, pending until `issue`; there is one, however often asked.

    Called inside the transaction that completes the enrolment: the row is what must not be lost.
    """
    return Certificate.objects.get_or_create(
        enrolment_id=enrolment_id,
        state__in=[Certificate.State.PENDING, Certificate.State.VALID],
        defaults={"state": Certificate.State.PENDING},
    )[0]


def issue(*, certificate_id: int) -> Certificate:
    """Give a pending paper its number and freeze its facts; an issued one stays as it is.

    What cannot be made, whatever the reason, stays pending with the problem beside it, for an
    operator, so that the others go on; only a database that is away is nobody's problem here.
    """
    try:
        return _issue(certificate_id)
    except DatabaseError:
        raise
    except Exception as problem:
        logger.error("certificate %s cannot be made: %s", certificate_id, problem)
        Certificate.objects.filter(pk=certificate_id).update(
            tries=F("tries") + 1, problem=type(problem).__name__
        )
        return Certificate.objects.get(pk=certificate_id)


@transaction.atomic
def _issue(certificate_id: int) -> Certificate:
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("enrolment__learner", "enrolment__course")
        .get(pk=certificate_id)
    )
    if certificate.state != Certificate.State.PENDING:
        return certificate
    now = timezone.now()
    # Drawn once before the number is taken: what cannot be drawn leaves no gap, and nobody waits.
    provisional = facts_of(certificate=certificate, number=f"{SERIES}-{now:%Y}-000000")
    render(provisional, certificate.design)
    certificate.number = _next_number(timezone.localtime(now).year)
    certificate.facts = facts_of(certificate=certificate, number=certificate.number).to_json()
    certificate.state = Certificate.State.VALID
    certificate.issued_at = now
    certificate.problem = ""
    certificate.save()
    audit.record(
        actor=None, action="certificates.issue", target=certificate, number=certificate.number
    )
    return certificate


def issue_pending() -> int:
    """Make the papers whose bell was lost, oldest first; returns how many were made.

    A row that another worker is making is waited for, then found made.
    """
    made = 0
    pending = Certificate.objects.filter(state=Certificate.State.PENDING, tries__lt=MOST_TRIES)
    for pk in list(pending.order_by("requested_at").values_list("pk", flat=True)[:_BATCH]):
        made += issue(certificate_id=pk).state == Certificate.State.VALID
    return made


def facts_of(*, certificate: Certificate, number: str) -> CertificateFacts:
    """What the paper says, from the register as it stands now."""
    enrolment = certificate.enrolment
    completed = enrolment.completed_at
    if completed is None:
        raise ValueError("the enrolment is not completed")
    return CertificateFacts(
        number=number,
        check_url=f"{settings.SITE_URL}/xac-minh/{certificate.code}/",
        code=show_code(certificate.code),
        full_name=enrolment.learner.full_name,
        birth_year=enrolment.learner.birth_year,
        course_title=enrolment.course.title,
        hours=enrolment.course.hours,
        completed_on=timezone.localtime(completed).date(),
        issued_on=timezone.localdate(),
        issuer=settings.CERTIFICATE_ISSUER,
        signatory_title="",
        signatory_name="",
        sample=settings.DEMO,
    )


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, actor: User) -> Certificate:
    """End a paper for a reason that its check page will show; doing it again changes nothing."""
    certificate = _locked(certificate)
    if certificate.state == Certificate.State.REVOKED:
        return certificate
    _end(certificate, Certificate.State.REVOKED, reason)
    certificate.save()
    audit.record(actor=actor, action="certificates.revoke", target=certificate, reason=reason)
    return certificate


@transaction.atomic
def replace(*, certificate: Certificate, reason: str, actor: User) -> Certificate:
    """End a paper and open a new one from the register as it stands now; returns the new one."""
    certificate = _locked(certificate)
    if certificate.state != Certificate.State.VALID:
        raise DomainError("Chỉ thay được giấy đang có hiệu lực.")
    # The new one may stand only when the old one no longer does, and the old one names the new.
    new = Certificate(enrolment_id=certificate.enrolment_id, design=certificate.design)
    _end(certificate, Certificate.State.REVOKED, reason)
    certificate.save()
    new.save()
    certificate.state, certificate.replaced_by = Certificate.State.REPLACED, new
    certificate.save()
    audit.record(
        actor=actor, action="certificates.replace", target=certificate, reason=reason, new=new.pk
    )
    return new


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _end(certificate: Certificate, state: str, reason: str) -> None:
    if certificate.state != Certificate.State.VALID:
        raise DomainError("Chỉ thu hồi hoặc thay được giấy đang có hiệu lực.")
    if not reason.strip():
        raise DomainError("Hãy ghi lý do; lý do hiện trên trang kiểm tra.")
    certificate.state, certificate.ended_at = state, timezone.now()
    certificate.end_reason = reason.strip()[:250]


def _next_number(year: int) -> str:
    """The next number of the series; whoever takes one waits for whoever is taking one."""
    NumberSeries.objects.get_or_create(series=SERIES, year=year)
    series = NumberSeries.objects.select_for_update().get(series=SERIES, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{SERIES}-{year}-{series.last:06d}"
