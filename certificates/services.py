"""What makes, replaces and revokes papers. Every call may come twice and counts once."""

import logging
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from certificates.facts import CertificateFacts, Kind
from certificates.models import Certificate, NumberSeries
from certificates.render import render
from certificates.selectors import attendance_of
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User
from lms.core.tokens import show_code

logger = logging.getLogger(__name__)

# Two papers, two series of numbers: hoàn thành, tham gia.
SERIES = {Kind.COMPLETION: "HT", Kind.ATTENDANCE: "TG"}
MOST_TRIES = 5
_BATCH = 100


def open_certificates(
    *, enrolment_ids: Collection[int], kind: Kind = Kind.COMPLETION
) -> list[Certificate]:
    """The papers of enrolments, pending until `issue`; one of a kind each, however often asked.

    Called inside the transaction that completes the enrolments or closes the class: the rows are
    what must not be lost. In the order of the enrolments, which two classes of the same people
    take alike; a constant number of queries.
    """
    standing = Certificate.objects.filter(
        enrolment__in=enrolment_ids,
        kind=kind,
        state__in=[Certificate.State.PENDING, Certificate.State.VALID],
    ).order_by("enrolment")
    missing = set(enrolment_ids) - set(standing.values_list("enrolment", flat=True))
    # Another class may open one of them at this moment: it is waited for, and found below.
    Certificate.objects.bulk_create(
        [Certificate(enrolment_id=pk, kind=kind) for pk in sorted(missing)],
        ignore_conflicts=True,
    )
    return list(standing)


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
    series = SERIES[Kind(certificate.kind)]
    provisional = facts_of(certificate=certificate, number=f"{series}-{now:%Y}-000000")
    render(provisional, certificate.design)
    certificate.number = _next_number(series, timezone.localtime(now).year)
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
    kind = Kind(certificate.kind)
    if kind == Kind.ATTENDANCE:
        came = attendance_of(enrolment)
        if came is None:
            raise ValueError("no class confirms the attendance")
        earned: dict[str, Any] = {"hours": Decimal(), "completed_on": came.last}
        earned |= {"there": came.there, "held": came.held}
    elif enrolment.completed_at:
        last = timezone.localtime(enrolment.completed_at).date()
        earned = {"hours": enrolment.course.hours, "completed_on": last}
    else:
        raise ValueError("the enrolment is not completed")
    return CertificateFacts(
        number=number,
        check_url=f"{settings.SITE_URL}/xac-minh/{certificate.code}/",
        code=show_code(certificate.code),
        full_name=enrolment.learner.full_name,
        birth_year=enrolment.learner.birth_year,
        course_title=enrolment.course.title,
        kind=kind,
        issued_on=timezone.localdate(),
        issuer=settings.CERTIFICATE_ISSUER,
        signatory_title="",
        signatory_name="",
        sample=settings.DEMO,
        **earned,
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
    new = Certificate(
        enrolment_id=certificate.enrolment_id, kind=certificate.kind, design=certificate.design
    )
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


def _next_number(series_code: str, year: int) -> str:
    """The next number of the series; whoever takes one waits for whoever is taking one."""
    NumberSeries.objects.get_or_create(series=series_code, year=year)
    series = NumberSeries.objects.select_for_update().get(series=series_code, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series_code}-{year}-{series.last:06d}"
