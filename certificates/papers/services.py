"""What makes, replaces, renews and revokes papers. Every call may come twice and counts once."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_facts
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from certificates.drawing.facts import CertificateFacts, Kind
from certificates.drawing.render import render
from certificates.keys.selectors import signing_kid
from certificates.papers import numbering, quiet, stating
from certificates.papers.models import LONGEST_REASON, Certificate
from certificates.papers.problems import in_words
from certificates.papers.selectors import Came
from certificates.papers.signals import paper_ended, paper_issued
from learners.study.models import Enrolment
from learners.trainers.models import Appointment
from lms.core import audit
from lms.core.audit import Act
from lms.core.bulk import bulk_rewrite
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User
from lms.core.tokens import show_code

logger = logging.getLogger(__name__)

MOST_TRIES = 5
# So many papers are drawn and numbered in one transaction: what a killed worker does once more.
CHUNK = 50
_MOST_A_ROUND = 2_000
_STANDING = (Certificate.State.PENDING, Certificate.State.VALID)
_ENDED_WITH_APPOINTMENT = "Việc công nhận giảng viên đã kết thúc."


@dataclass(frozen=True, slots=True)
class Authority:
    """By which decision a paper is ended; empty where none is named."""

    number: str = ""
    decided_on: date | None = None


NO_DECISION = Authority()


@transaction.atomic
def open_certificates(
    *, enrolment_ids: Collection[int], kind: Kind = Kind.COMPLETION
) -> list[Certificate]:
    """The papers of enrolments, pending until `issue`; one of a kind each, however often asked.

    Called inside the transaction that completes the enrolments or closes the class: the rows are
    what must not be lost. In the order of the enrolments, which two classes of the same people
    take alike; a constant number of queries.
    """
    standing = Certificate.objects.filter(
        enrolment__in=enrolment_ids, kind=kind, state__in=_STANDING
    ).order_by("enrolment")
    missing = set(enrolment_ids) - set(standing.values_list("enrolment", flat=True))
    people = Enrolment.objects.filter(pk__in=missing).order_by("pk").values_list("pk", "learner")
    # Another class may open one of them at this moment: it is waited for, and found below.
    Certificate.objects.bulk_create(
        [Certificate(enrolment_id=pk, learner_id=whose, kind=kind) for pk, whose in people],
        ignore_conflicts=True,
    )
    if missing:
        quiet.something_opened()
    return list(standing)


@transaction.atomic
def open_for_trainers(*, appointment_ids: Collection[int]) -> list[Certificate]:
    """The papers of appointments that were not taken back, as `open_certificates` opens them."""
    standing = Certificate.objects.filter(
        appointment__in=appointment_ids, state__in=_STANDING
    ).order_by("appointment")
    missing = set(appointment_ids) - set(standing.values_list("appointment", flat=True))
    people = Appointment.objects.filter(pk__in=missing, revoked_on__isnull=True).order_by("pk")
    Certificate.objects.bulk_create(
        [
            Certificate(appointment_id=pk, learner_id=whose, kind=Kind.TRAINER)
            for pk, whose in people.values_list("pk", "learner")
        ],
        ignore_conflicts=True,
    )
    if missing:
        quiet.something_opened()
    return list(standing)


def issue(*, certificate_id: int) -> Certificate:
    """Give a pending paper its number and freeze its facts; an issued one stays as it is."""
    issue_many(certificate_ids=[certificate_id])
    return Certificate.objects.get(pk=certificate_id)


def issue_many(*, certificate_ids: Sequence[int]) -> dict[int, str]:
    """The same for many, chunk by chunk; returns those that cannot be made, and why, in words.

    What cannot be made, whatever the reason, stays pending with the problem beside it, for an
    officer, so that the others go on; only a database that is away is nobody's problem here.
    """
    refused: dict[int, str] = {}
    for start in range(0, len(certificate_ids), CHUNK):
        refused |= _issue_chunk(certificate_ids[start : start + CHUNK])
    return refused


@transaction.atomic
def _issue_chunk(ids: Sequence[int]) -> dict[int, str]:
    found = stating.locked_with_sources(ids)
    papers = [one for one in found if one.state == Certificate.State.PENDING]
    stating.take_designs(papers, timezone.localdate())
    came, now = stating.attendance_by_enrolment(papers), timezone.now()
    year = timezone.localtime(now).year
    drawable: list[Certificate] = []
    refused: dict[int, str] = {}
    for paper in papers:
        # Drawn before numbers are taken: what cannot be drawn leaves no gap, and nobody waits.
        provisional = numbering.Number(numbering.SERIES[Kind(paper.kind)], year, 0)
        try:
            facts = facts_of(
                certificate=paper, number=str(provisional), came=came.get(paper.enrolment_id or 0)
            )
            render(facts, paper.look)
        except DatabaseError:
            raise
        except Exception as problem:
            logger.error("certificate %s cannot be made: %s", paper.pk, problem)
            refused[paper.pk] = in_words(problem)
            _park(paper, refused[paper.pk])
            continue
        paper.freeze(facts)
        drawable.append(paper)
    _number(drawable, now, year)
    return refused


def _number(papers: list[Certificate], now: datetime, year: int) -> None:
    """Give drawn papers their numbers and write all of it down; a constant number of queries."""
    if not papers:
        return
    stating.link_renewals(papers)
    for kind in Kind:  # always in this order: who takes numbers of two series locks them alike
        some = [one for one in papers if one.kind == kind]
        if not some:
            continue
        numbers = numbering.take(kind=kind, year=year, many=len(some))
        kid = signing_kid()  # after numbers were waited for: a key may have been disowned meanwhile
        for paper, number in zip(some, numbers, strict=True):
            paper.number = str(number)
            paper.series, paper.year, paper.serial = number.series, number.year, number.serial
            _state(paper, kid)
            paper.state, paper.issued_at, paper.problem = Certificate.State.VALID, now, ""
    _write(papers)
    acts = [Act("certificates.issue", paper, {"number": paper.number}) for paper in papers]
    audit.record_all(actor=None, acts=acts)
    paper_issued.send(sender=Certificate, certificate_ids=[paper.pk for paper in papers])


def _state(paper: Certificate, kid: str) -> None:
    """Put the number into the facts, and the signed statement for the QR behind it."""
    facts = CertificateFacts.from_json((paper.facts or {}) | {"number": paper.number})
    signed = replace_facts(facts, statement=stating.statement_of(paper, facts, kid))
    paper.facts = signed.to_json()


_WRITTEN = (
    *("number", "series", "year", "serial", "facts", "name_key", "expires_on", "renews"),
    *("design", "design_version", "state", "issued_at", "problem"),
)


def _write(papers: Collection[Certificate]) -> None:
    """All of them in one statement: `bulk_update` costs a third as much as drawing them."""
    fields = [one for one in Certificate._meta.concrete_fields if one.name in _WRITTEN]
    rows = [
        (
            *(one.get_db_prep_save(getattr(paper, one.attname), connection) for one in fields),
            paper.pk,
        )
        for paper in papers
    ]
    bulk_rewrite(Certificate, [str(one.column) for one in fields], rows)


def _park(paper: Certificate, problem: str) -> None:
    Certificate.objects.filter(pk=paper.pk).update(tries=F("tries") + 1, problem=problem[:250])


def try_again(*, certificate: Certificate, actor: User) -> str:
    """Make a paper that could not be made, now that something was mended; "", or why not."""
    waiting = Certificate.objects.filter(pk=certificate.pk, state=Certificate.State.PENDING)
    if waiting.update(tries=0):
        audit.record(actor=actor, action="certificates.try_again", target=certificate)
    return issue_many(certificate_ids=[certificate.pk]).get(certificate.pk, "")


def issue_pending() -> int:
    """Make the papers whose bell was lost, oldest first; returns how many were made.

    Asks nothing of the database while nothing can be waiting. A row that another worker is making
    is waited for, then found made.
    """
    if quiet.nothing_since():
        return 0
    opened = quiet.opened_last()
    waiting = Certificate.objects.filter(state=Certificate.State.PENDING, tries__lt=MOST_TRIES)
    ids = list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True)[:_MOST_A_ROUND])
    if not ids:
        quiet.note_nothing(opened)
        return 0
    return len(ids) - len(issue_many(certificate_ids=ids))


def facts_of(
    *, certificate: Certificate, number: str, came: Came | None = None
) -> CertificateFacts:
    """What the paper says, from the register as it stands now.

    `came` is what classes say of an attendance, where it was read for many before.
    """
    if came is None:
        found = stating.attendance_by_enrolment([certificate])
        came = found.get(certificate.enrolment_id or 0)
    version = certificate.design_version
    signing = certificate.look.signatories[-1:]  # the last one is who sets the seal
    return CertificateFacts(
        number=number,
        check_url=f"{settings.SITE_URL}/xac-minh/{certificate.code}/",
        code=show_code(certificate.code),
        full_name=certificate.learner.full_name,
        birth_year=certificate.learner.birth_year,
        kind=Kind(certificate.kind),
        issued_on=timezone.localdate(),
        issuer=version.issuer if version else settings.CERTIFICATE_ISSUER,
        signatory_title=signing[0].post if signing else "",
        signatory_name=signing[0].name if signing else "",
        sample=stating.is_sample(),
        **stating.earned_by(certificate, came),
    )


@transaction.atomic
def revoke(
    *,
    certificate: Certificate,
    reason: str,
    actor: User | None,
    authority: Authority = NO_DECISION,
) -> Certificate:
    """End a paper for a reason that its check page will show; doing it again changes nothing."""
    certificate = _locked(certificate)
    if certificate.state == Certificate.State.REVOKED:
        return certificate
    _revoke(certificate, reason, actor, authority)
    paper_ended.send(sender=Certificate, certificate_ids=[certificate.pk])
    return certificate


@transaction.atomic
def replace(
    *,
    certificate: Certificate,
    reason: str,
    actor: User,
    authority: Authority = NO_DECISION,
) -> Certificate:
    """End a paper and open a new one from the register as it stands now; returns the new one."""
    certificate = _locked(certificate)
    new = _replace(certificate, reason, actor, authority)
    _announce_ends([certificate.pk])
    return new


@transaction.atomic
def end_many(
    *,
    certificate_ids: Collection[int],
    with_new: bool,
    reason: str,
    actor: User,
    authority: Authority = NO_DECISION,
) -> dict[int, str]:
    """Replace (`with_new`) or revoke many; returns those that could not be ended, and why."""
    refused: dict[int, str] = {}
    rows = Certificate.objects.select_for_update().filter(pk__in=certificate_ids).order_by("pk")
    found = list(rows)
    for paper in found:
        try:
            (_replace if with_new else _revoke)(paper, reason, actor, authority)
        except DomainError as refusal:
            refused[paper.pk] = refusal.message
    _announce_ends([paper.pk for paper in found if paper.pk not in refused])
    return refused


def _revoke(paper: Certificate, reason: str, actor: User | None, authority: Authority) -> None:
    _end(paper, Certificate.State.REVOKED, reason, authority)
    audit.record(actor=actor, action="certificates.revoke", target=paper, reason=reason)


def _replace(paper: Certificate, reason: str, actor: User, authority: Authority) -> Certificate:
    if paper.state_today != Certificate.State.VALID:
        raise DomainError("Chỉ thay được giấy đang có hiệu lực.")
    # The new one may stand only when the old one no longer does, and the old one names the new.
    new = _successor(paper)
    _end(paper, Certificate.State.REVOKED, reason, authority)
    new.save()
    paper.state, paper.replaced_by = Certificate.State.REPLACED, new
    paper.save(update_fields=["state", "replaced_by"])
    audit.record(
        actor=actor, action="certificates.replace", target=paper, reason=reason, new=new.pk
    )
    return new


@transaction.atomic
def renew(*, certificate: Certificate, actor: User) -> Certificate:
    """A new paper with its own date for one that has expired, linked to it; twice is once.

    Raises DomainError before the last day has passed, and for trainers: their papers come with the
    decision that renews the appointment.
    """
    certificate = _locked(certificate)
    if done := Certificate.objects.filter(renews=certificate).first():
        return done
    if certificate.kind == Kind.TRAINER:
        raise DomainError("Giấy của giảng viên được cấp mới khi có quyết định gia hạn công nhận.")
    last = certificate.expires_on
    if certificate.state_today != Certificate.State.EXPIRED or last is None:
        raise DomainError("Giấy này chưa hết hạn nên chưa cần cấp lại theo hạn mới.")
    new = _successor(certificate)
    new.renews = certificate
    certificate.state = Certificate.State.EXPIRED
    certificate.ended_at = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    certificate.save(update_fields=["state", "ended_at"])
    new.save()
    audit.record(actor=actor, action="certificates.renew", target=certificate, new=new.pk)
    _announce_ends([certificate.pk])
    return new


@transaction.atomic
def end_with_appointments(*, appointment_ids: Collection[int]) -> list[Certificate]:
    """The papers of trainers whose appointment was taken back; those not yet made are dropped."""
    papers = Certificate.objects.filter(appointment__in=appointment_ids)
    papers.filter(state=Certificate.State.PENDING, replaces__isnull=True).delete()
    standing = papers.filter(state=Certificate.State.VALID).order_by("pk")
    return [
        revoke(certificate=paper, reason=_ENDED_WITH_APPOINTMENT, actor=None) for paper in standing
    ]


def _successor(certificate: Certificate) -> Certificate:
    return Certificate(
        learner_id=certificate.learner_id,
        enrolment_id=certificate.enrolment_id,
        appointment_id=certificate.appointment_id,
        kind=certificate.kind,
        design=certificate.design,
    )


def _announce_ends(ids: Collection[int]) -> None:
    """Papers have ended, and others may wait to be made in their place."""
    if ids:
        quiet.something_opened()
        paper_ended.send(sender=Certificate, certificate_ids=ids)


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _end(certificate: Certificate, state: str, reason: str, authority: Authority) -> None:
    if certificate.state != Certificate.State.VALID:
        raise DomainError("Chỉ thu hồi hoặc thay được giấy đang có hiệu lực.")
    told = clean_text(reason)[:LONGEST_REASON]
    if not told:
        raise DomainError("Hãy ghi lý do; lý do hiện trên trang kiểm tra.")
    certificate.state, certificate.ended_at = state, timezone.now()
    certificate.end_reason = told
    certificate.end_decision = clean_text(authority.number)[:60]
    certificate.end_decided_on = authority.decided_on
    certificate.save(update_fields=["state", *_END])


_END = ("ended_at", "end_reason", "end_decision", "end_decided_on")
