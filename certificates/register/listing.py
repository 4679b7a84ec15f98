"""The register book page by page: searched, filtered, newest first, nothing counted as a whole."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from certificates.papers.models import Certificate, CertificateQuerySet
from lms.core.access import scope_of
from lms.core.identity import fold
from lms.core.models import Area, User
from lms.core.tokens import BadCode, parse_code

PAGE_SIZE = 30
MOST_STUCK = 100
LONGEST = 80
State = Certificate.State
_NUMBER = re.compile(r"([A-Z]{2,6})-(\d{4})-(\d{1,9})")
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the book is looked at."""

    text: str = ""
    kind: str = ""
    state: str = ""
    book: str = ""  # a series and year: "HT-2026"
    course: int | None = None
    commune: Area | None = None
    since: date | None = None
    until: date | None = None


class Seen(NamedTuple):
    """What a line of the book says; plain values, since a page of models costs twice as much."""

    pk: int
    number: str
    name: str
    birth_year: str | None
    about: str
    issued_at: datetime
    state: str
    expires_on: date | None
    commune_id: str

    def state_on(self, day: date) -> "Certificate.State":
        """The state on a day, as `Certificate.state_on` has it."""
        past = self.expires_on is not None and self.expires_on < day
        return State.EXPIRED if self.state == State.VALID and past else State(self.state)


_COLUMNS = (
    *("pk", "number", "name", "born", "about_what"),
    *("issued_at", "state", "expires_on", "learner__commune_id"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and the key behind which the next ones start."""

    rows: list[Seen]
    next_key: str


def book_page(*, user: User, filters: Filters, key: str = "", size: int = PAGE_SIZE) -> Page:
    """One page of what `user` watches over, newest first: one query, the same on every page.

    `key` is a `next_key` of the same search; one that nobody made starts anew.
    """
    papers = in_scope(user, filters)
    if place := _read_key(key):
        moment, pk = place
        # The first condition is what an index understands; the second cuts the ties.
        papers = papers.filter(issued_at__lte=moment).exclude(issued_at=moment, pk__gte=pk)
    found = [Seen(*row) for row in _values(papers.order_by("-issued_at", "-pk"))[: size + 1]]
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], _write_key(last) if last else "")


def stuck(user: User) -> CertificateQuerySet:
    """Papers of one's scope that could not be made, and why stands beside them; the oldest first.

    The name that cannot be printed is that of the person, not of the paper, which has none yet.
    """
    found = Certificate.objects.watched_by(user).filter(state=State.PENDING).exclude(problem="")
    return found.order_by("requested_at", "pk")


def book_rows(*, user: User, filters: Filters) -> QuerySet[Certificate, Any]:
    """All lines in the order in which they were given their numbers, for exports and print."""
    return _values(in_scope(user, filters).order_by("issued_at", "pk"))


def _values(papers: QuerySet[Certificate]) -> QuerySet[Certificate, Any]:
    told = papers.annotate(
        name=KT("facts__full_name"),
        born=KT("facts__birth_year"),
        about_what=KT("facts__course_title"),
    )
    return told.values_list(*_COLUMNS)


def in_scope(user: User, filters: Filters) -> CertificateQuerySet:
    """The issued papers of the places that `user` watches over, as the filters say."""
    papers = _found_by(Certificate.objects.issued().watched_by(user), filters.text)
    if filters.kind:
        papers = papers.filter(kind=filters.kind)
    if filters.state:
        papers = papers.in_state_on(filters.state, timezone.localdate())
    if filters.book:
        series, _, year = filters.book.partition("-")
        papers = papers.filter(series=series, year=int(year))
    if filters.course:
        papers = papers.filter(enrolment__course=filters.course)
    if filters.commune and scope_of(user).communes != {filters.commune.pk}:
        papers = papers.filter(learner__commune=filters.commune)
    if filters.since:
        papers = papers.filter(issued_at__gte=_midnight(filters.since))
    if filters.until:
        papers = papers.filter(issued_at__lt=_midnight(filters.until + timedelta(days=1)))
    return papers.filter(issued_at__isnull=False)


def _found_by(papers: CertificateQuerySet, text: str) -> CertificateQuerySet:
    """By number (whole, or its last part), by the code of the check page, else by name."""
    typed = text.strip()[:LONGEST]
    if not typed:
        return papers
    if whole := _NUMBER.fullmatch(typed.upper()):
        series, year, serial = whole.groups()
        return papers.filter(series=series, year=int(year), serial=int(serial))
    if typed.isascii() and typed.isdecimal():
        return papers.filter(serial=int(typed[:9]))
    try:
        return papers.filter(code=parse_code(typed))
    except BadCode:
        for word in fold(typed).split():
            papers = papers.filter(name_key__contains=word)
        return papers if fold(typed) else papers.none()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _write_key(row: Seen) -> str:
    return f"{(row.issued_at - _START) // timedelta(microseconds=1)}.{row.pk}"


def _read_key(key: str) -> tuple[datetime, int] | None:
    moment, _, pk = key.partition(".")
    whole = all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (moment, pk))
    if not whole:
        return None
    return _START + timedelta(microseconds=int(moment[:16])), int(pk)
