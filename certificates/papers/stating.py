"""What papers say, from the registers as they stand now: read for many at once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from certificates.designing.models import PaperDesignVersion
from certificates.designing.selectors import design_for
from certificates.drawing.facts import CertificateFacts, Kind
from certificates.keys import files
from certificates.keys.statements import Statement, sign
from certificates.papers.models import Certificate
from certificates.papers.selectors import Came, attendances_of
from courses.models import CoursePage
from learners.study.models import Enrolment
from learners.trainers.models import Appointment, Tier
from lms.core.identity import mask_name

Earned = dict[str, Any]


class NotEarned(ValueError):
    """The register does not say, or says no more, what the paper would state."""


def locked_with_sources(ids: Iterable[int]) -> list[Certificate]:
    """These papers under lock, with whatever they state, in the order of their requests."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    found = rows.select_related("learner", "enrolment__course", "appointment").order_by("pk")
    found = found.defer("enrolment__course__bank")  # every question of the course, for each paper
    return sorted(found, key=lambda paper: (paper.requested_at, paper.pk))


def attendance_by_enrolment(papers: Sequence[Certificate]) -> dict[int, Came]:
    """What classes confirm for those of the papers that state an attendance; two queries."""
    about = [one.enrolment for one in papers if one.kind == Kind.ATTENDANCE and one.enrolment]
    return attendances_of(about) if about else {}


def take_designs(papers: Iterable[Certificate], day: date) -> None:
    """The design in use that day for kind and course; a paper keeps this version for ever.

    One query for each kind and course among the papers.
    """
    known: dict[tuple[str, int | None], PaperDesignVersion | None] = {}
    for paper in papers:
        course = paper.enrolment.course_id if paper.enrolment else None
        if (paper.kind, course) not in known:
            known[paper.kind, course] = design_for(course_id=course, kind=Kind(paper.kind), day=day)
        if version := known[paper.kind, course]:
            paper.design_version, paper.design = version, version.drawing


def earned_by(paper: Certificate, came: Came | None) -> Earned:
    """What this paper states beside name and number. Raises NotEarned."""
    if paper.appointment:
        return _appointed(paper.appointment)
    enrolment = paper.enrolment
    if enrolment is None:
        raise NotEarned("a paper about nothing")
    expires = {"expires_on": _last_day(enrolment)}
    if paper.kind == Kind.ATTENDANCE:
        if came is None:
            raise NotEarned("no class confirms the attendance")
        counted = {"there": came.there, "held": came.held}
        return _of(enrolment, hours=Decimal(), completed_on=came.last) | counted
    if not enrolment.completed_at:
        raise NotEarned("the enrolment is not completed")
    last = timezone.localtime(enrolment.completed_at).date()
    return _of(enrolment, hours=enrolment.course.hours, completed_on=last) | expires


def _of(enrolment: Enrolment, **facts: object) -> Earned:
    return {"course_title": enrolment.course.title, **facts}


def _appointed(appointment: Appointment) -> Earned:
    if appointment.revoked_on:
        raise NotEarned("the appointment was taken back")
    return {
        "course_title": appointment.get_tier_display().capitalize(),
        "hours": Decimal(),
        "completed_on": appointment.valid_from,
        "decision": appointment.decision_number,
        "expires_on": appointment.valid_to,
    }


def _last_day(enrolment: Enrolment) -> date | None:
    """Until when a completion counts by the rule it was judged by; None for ever."""
    months = (enrolment.rule or {}).get("months_valid")
    return months_on(timezone.localdate(), int(months)) - timedelta(days=1) if months else None


def level_of(paper: Certificate) -> str:
    """What a paper is for, as briefly as a QR can say it: "K3" for course 3, a trainer's tier."""
    if paper.appointment:
        return paper.appointment.tier
    return f"K{paper.enrolment.course.number}" if paper.enrolment else ""


def is_sample() -> bool:
    """Whether what is issued here is worth nothing: a demo, or signed with a key for trials.

    The paper itself says so wherever it is printed, not only where its signature is shown.
    """
    return bool(settings.DEMO or settings.SIGNER == "development")


def levels() -> dict[str, str]:
    """Every level there is, with its words."""
    courses = CoursePage.objects.order_by("number").values_list("number", "title")
    tiers = {tier.value: tier.label.capitalize() for tier in Tier}
    return tiers | {f"K{number}": title for number, title in courses}


def statement_of(paper: Certificate, facts: CertificateFacts, kid: str) -> str:
    """The statement of a paper that has its number, signed with a key; "" when there is none.

    Raises KeyMissing where the private half is not on this machine.
    """
    if not kid:
        return ""
    told = Statement(
        issuer=settings.ISSUER_ID,
        number=facts.number,
        name=mask_name(facts.full_name),
        level=level_of(paper),
        day=facts.issued_on,
        until=facts.expires_on,
    )
    return sign(told, kid=kid, key=files.private(kid))


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or the last one that month has."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - timedelta(days=1)).day))


def link_renewals(papers: Sequence[Certificate]) -> None:
    """A paper with a last day names the one before it, of the same person for the same thing.

    Two queries at most, and none where nothing expires.
    """
    new = [one for one in papers if one.expires_on and not one.renews_id]
    if not new:
        return
    before: dict[tuple[object, ...], Certificate] = {}
    earlier = Certificate.objects.filter(
        learner__in=[one.learner_id for one in new],
        state__in=(Certificate.State.VALID, Certificate.State.EXPIRED),
        expires_on__isnull=False,
        renewed_by__isnull=True,
    ).exclude(pk__in=[one.pk for one in papers])
    for one in earlier.select_related("enrolment", "appointment").order_by("issued_at", "pk"):
        before[_thing(one)] = one
    for one in new:
        one.renews = before.pop(_thing(one), None)


def _thing(paper: Certificate) -> tuple[object, ...]:
    course = paper.enrolment.course_id if paper.enrolment else None
    tier = paper.appointment.tier if paper.appointment else None
    return paper.learner_id, paper.kind, course, tier
