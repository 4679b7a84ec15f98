"""Who is meant: the people of a class or commune who earned a paper, and papers by a condition."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from certificates.batches.models import BatchRow
from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate, CertificateQuerySet
from courses.models import CoursePage
from learners.classes.models import Seat, TrainingClass
from learners.closing.models import AttendanceFact
from learners.study.models import Enrolment
from learners.trainers.models import Appointment
from lms.core.errors import DomainError
from lms.core.merged import merged_on, parts_of
from lms.core.models import Area, User

MOST = 20_000
_NUMBER = re.compile(r"[A-Z]{2,6}-\d{4}-\d{6,}")
NOT_YET = "Chưa đủ điều kiện nhận giấy này."


@dataclass(frozen=True, slots=True)
class Condition:
    """Which papers are to be ended; what is empty asks nothing."""

    kind: str = ""
    numbers: tuple[str, ...] = ()
    training_class: TrainingClass | None = None
    course: CoursePage | None = None
    commune: Area | None = None
    since: date | None = None
    until: date | None = None
    words: str = field(default="", compare=False)

    @property
    def asks_something(self) -> bool:
        """Whether it narrows at all: nobody ends every paper by leaving a form empty."""
        parts = (self.numbers, self.training_class, self.course, self.commune, self.since)
        return any(parts) or bool(self.until)


def read_numbers(text: str) -> tuple[str, ...]:
    """Numbers of papers as they were typed, whatever stands between them.

    Raises DomainError with what is not a number of a paper.
    """
    words = re.split(r"[\s,;]+", text.strip().upper())
    wrong = [word for word in words if word and not _NUMBER.fullmatch(word)]
    if wrong:
        shown = ", ".join(wrong[:3])[:80]
        raise DomainError(f"Không phải số giấy: {shown}. Số giấy có dạng HT-2026-000123.")
    return tuple(dict.fromkeys(word for word in words if word))


def standing_papers(*, user: User, condition: Condition) -> CertificateQuerySet:
    """The papers that hold today and meet the condition, of people the user watches over."""
    today, state = timezone.localdate(), Certificate.State.VALID
    papers = Certificate.objects.watched_by(user).in_state_on(state, today)
    if condition.kind:
        papers = papers.filter(kind=condition.kind)
    if condition.numbers:
        papers = papers.filter(number__in=condition.numbers)
    if taught := condition.training_class:
        seats = Seat.objects.filter(training_class=taught, state=Seat.State.SEATED)
        papers = papers.filter(
            enrolment__course=taught.course_id, learner__in=seats.values("learner")
        )
    if condition.course:
        papers = papers.filter(enrolment__course=condition.course)
    if condition.commune:
        papers = papers.filter(learner__commune=condition.commune)
    if condition.since:
        papers = papers.filter(issued_at__date__gte=condition.since)
    if condition.until:
        papers = papers.filter(issued_at__date__lte=condition.until)
    return papers.order_by("learner__sort_key", "pk")


def rows_to_issue(
    *, kind: Kind, training_class: TrainingClass | None, commune: Area | None
) -> list[BatchRow]:
    """A row for everybody who may be given a paper of that kind, in register order.

    Who has one, also one that was ended, is shown as such and is not given another.
    """
    if kind == Kind.TRAINER:
        return _trainers(commune)
    enrolments = _earned(kind, training_class, commune)
    had = Certificate.objects.issued().filter(enrolment=OuterRef("pk"), kind=kind)
    found = enrolments.annotate(had=_newest(had)).order_by("learner__sort_key", "pk")
    rows = found.values_list("pk", "completed_at", "had")[: MOST + 1]
    made = [_row(BatchRow(enrolment_id=pk), certificate) for pk, _, certificate in rows]
    if kind == Kind.COMPLETION:
        for row, (_, completed, certificate) in zip(made, rows, strict=True):
            if completed is None and certificate is None:
                row.state, row.words = BatchRow.State.CANNOT, NOT_YET
    return made


def _newest(had: QuerySet[Certificate]) -> Subquery:
    return Subquery(had.order_by("-pk").values("pk")[:1])


def _earned(
    kind: Kind, training_class: TrainingClass | None, commune: Area | None
) -> QuerySet[Enrolment]:
    enrolments = Enrolment.objects.filter(
        learner__merged_into__isnull=True, learner__erased_at__isnull=True
    )
    if training_class:
        seats = Seat.objects.filter(training_class=training_class, state=Seat.State.SEATED)
        enrolments = enrolments.filter(
            course=training_class.course_id, learner__in=seats.values("learner")
        )
    else:
        enrolments = enrolments.filter(learner__commune=commune)
    if kind == Kind.ATTENDANCE:
        there = AttendanceFact.objects.filter(
            learner=OuterRef("learner"), training_class__course=OuterRef("course"), enough=True
        )
        return enrolments.filter(Exists(there))
    # Of a class everybody is shown, also who has not finished; of a commune that would be a book.
    return enrolments if training_class else enrolments.filter(completed_at__isnull=False)


def _trainers(commune: Area | None) -> list[BatchRow]:
    today = timezone.localdate()
    parts = parts_of(commune.pk, merged_on(today)) if commune else []
    held = Appointment.objects.valid_on(today).filter(
        Q(area__in=parts) | Q(learner__commune=commune),
        learner__merged_into__isnull=True,
        learner__erased_at__isnull=True,
    )
    had = Certificate.objects.issued().filter(appointment=OuterRef("pk"))
    found = held.annotate(had=_newest(had)).order_by("learner__sort_key", "pk")
    rows = found.values_list("pk", "had")[: MOST + 1]
    return [_row(BatchRow(appointment_id=pk), certificate) for pk, certificate in rows]


def _row(row: BatchRow, certificate: int | None) -> BatchRow:
    if certificate:
        row.certificate_id, row.state = certificate, BatchRow.State.HAD
    return row


def numbered(rows: Iterable[BatchRow], lanes: int) -> Iterator[BatchRow]:
    """The rows with their place and lane: neighbours in different lanes, so both end together."""
    for place, row in enumerate(rows):
        row.place, row.lane = place, place % lanes
        yield row


def rows_to_end(papers: Sequence[int]) -> list[BatchRow]:
    """A row for each paper, in the order given."""
    return [BatchRow(certificate_id=pk) for pk in papers]
