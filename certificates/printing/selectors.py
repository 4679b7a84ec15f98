"""Reading what is printed, what was, and whose paper was lost."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate, CertificateQuerySet
from certificates.printing.models import PrintedPaper, PrintRun
from learners.classes.models import Seat, TrainingClass
from lms.core.identity import fold
from lms.core.models import Area, User

PAGE_SIZE = 20
MOST_FOUND = 20
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some print runs, and the id before which the next ones stand."""

    rows: list[PrintRun]
    next_before: int | None


def printable() -> CertificateQuerySet:
    """Papers that may leave a printer today: those that hold, of people who are not erased."""
    today, valid = timezone.localdate(), Certificate.State.VALID
    return Certificate.objects.in_state_on(valid, today).filter(learner__erased_at__isnull=True)


def papers_to_print(
    *, kind: Kind, training_class: TrainingClass | None, commune: Area | None
) -> QuerySet[Certificate]:
    """The papers of a kind that hold today, of a class or a commune, in register order."""
    papers = printable().filter(kind=kind)
    if training_class:
        seats = Seat.objects.filter(training_class=training_class, state=Seat.State.SEATED)
        papers = papers.filter(
            enrolment__course=training_class.course_id, learner__in=seats.values("learner")
        )
    else:
        papers = papers.filter(learner__commune=commune)
    return papers.order_by("learner__sort_key", "pk")


def runs_page(*, user: User, before: str = "") -> RunPage:
    """A page of the log of one's scope, newest first; one query."""
    own = PrintedPaper.objects.filter(run=OuterRef("pk")).order_by()
    counted = own.values("run").annotate(n=Count("pk")).values("n")
    found = PrintRun.objects.visible_to(user).annotate(pages=Subquery(counted))
    if before.isascii() and before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("job", "made_by")[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return RunPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if more else None)


def ended_since(run: PrintRun) -> list[str]:
    """Numbers of its papers that may not be handed out any more; when it is drawn anew, not in it.

    They ended, or their person was erased, after the run was ordered.
    """
    papers = Certificate.objects.filter(prints__run=run).exclude(pk__in=printable().values("pk"))
    return [str(number) for number in papers.order_by("number").values_list("number", flat=True)]


def prints_of(certificate: Certificate) -> list[PrintedPaper]:
    """When this paper was printed, by whom, the newest first."""
    prints = PrintedPaper.objects.filter(certificate=certificate)
    return list(prints.select_related("run__made_by").order_by("-run")[:20])


def lost_papers(*, user: User, name: str, birth_year: int) -> list[Certificate]:
    """Papers that hold today, made out to this name, marks aside, and year, in one's scope."""
    words = fold(name[:LONGEST_NAME])
    if not words:
        return []
    papers = printable().watched_by(user)
    found = papers.filter(name_key=words, facts__birth_year=birth_year)
    shown = found.select_related("learner__commune", "enrolment__course", "appointment")
    return list(shown.order_by("-issued_at", "-pk")[:MOST_FOUND])
