"""Papers for a thousand people at once, by one worker and by two; and what a hundred thousand cost.

The workers are processes of their own that run the job of a lane, as Celery's would; the start of
the interpreter is not in it. What was issued is taken back, so that every round begins alike.
"""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from bench.config import SAMPLES
from certificates.batches import tasks
from certificates.batches.models import Batch, BatchRow, Lane
from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.papers.models import Certificate, NumberSeries
from certificates.papers.services import facts_of
from certificates.register.listing import Filters, book_page
from learners.study.models import Enrolment
from lms.core import jobs
from lms.core.models import PROVINCE_CODE, Area, User
from lms.core.roles import Role
from lms.core.services import grant_role

MANY = 1_000
GROWN = 100_000
_YEAR = 2_099  # of papers that are there to be many: no other number is like theirs


def measure_batch() -> tuple[float, float, float]:
    """Seconds of pure drawing, by one worker, and by two; medians, drawn and issued in turn."""
    drawn, alone, together = [], [], []
    for _ in range(max(3, SAMPLES // 2 + 1)):
        drawn.append(_draw())
        alone.append(_issue(lanes=1))
        together.append(_issue(lanes=2))
    return statistics.median(drawn), statistics.median(alone), statistics.median(together)


def measure_growth() -> tuple[tuple[float, float], tuple[float, float]]:
    """(Seconds to issue a thousand, of a page of the book) with few papers, and with many."""
    _forget_grown()
    grow(MANY)
    few = _issue(lanes=1), _page()
    grow(GROWN)
    many = _issue(lanes=1), _page()
    _forget_grown()
    return few, many


def _unpaid(first: int, many: int) -> list[int]:
    """Enrolments that were completed and have no paper."""
    done = Enrolment.objects.filter(completed_at__isnull=False, certificates__isnull=True)
    return list(done.order_by("pk").values_list("pk", flat=True)[first : first + many])


def _draw() -> float:
    """A thousand papers drawn, each for another person, and nothing else."""
    some = Enrolment.objects.select_related("learner", "course").filter(pk__in=_unpaid(0, MANY))
    facts = [
        facts_of(
            certificate=Certificate(enrolment=one, learner=one.learner), number="HT-2026-000000"
        )
        for one in some
    ]
    begun = time.perf_counter()
    for one in facts:
        render(one)
    return time.perf_counter() - begun


def _issue(*, lanes: int) -> float:
    """A batch of a thousand, by so many workers at once."""
    user, _ = User.objects.get_or_create(email="papers@bench.invalid")
    batch = Batch.objects.create(
        act=Batch.Act.ISSUE, kind=Kind.COMPLETION, state="going", words="bench", made_by=user
    )
    BatchRow.objects.bulk_create(
        BatchRow(batch=batch, enrolment_id=pk, place=place, lane=place % lanes)
        for place, pk in enumerate(_unpaid(0, MANY))
    )
    started = [jobs.start(task=tasks.work.name, actor=user) for _ in range(lanes)]
    for number, job in enumerate(started):
        Lane.objects.create(batch=batch, number=number, job=job)
    seconds = _at_once([lambda job=job: tasks.work(job.pk) for job in started])
    if batch.rows.exclude(state=BatchRow.State.DONE).exists():
        raise SystemExit("not every paper of the batch was made")
    _take_back(batch)
    return seconds


def _at_once(works: Sequence[Callable[[], None]]) -> float:
    """Seconds until all have ended, from when the last of their processes was ready."""
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(len(works) + 1)
    connections.close_all()

    def run(work: Callable[[], None]) -> None:
        NumberSeries.objects.exists()  # connected, as a worker is
        ready.wait()
        work()

    processes = [fork.Process(target=run, args=(work,)) for work in works]
    for process in processes:
        process.start()
    ready.wait()
    begun = time.perf_counter()
    for process in processes:
        process.join()
    return time.perf_counter() - begun


def _take_back(batch: Batch) -> None:
    made = list(batch.rows.values_list("certificate", flat=True))
    batch.delete()
    _delete(made)


@contextmanager
def past_the_guards() -> Iterator[CursorWrapper]:
    """A cursor that the guards do not refuse: no register ever forgets what it issued."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def _delete(papers: list[int]) -> None:
    """Papers and what stands on them."""
    with past_the_guards() as cursor:
        for table in ("certificates_logentry", "certificates_badge"):
            cursor.execute(f"DELETE FROM {table} WHERE paper_id = ANY(%s)", [papers])  # noqa: S608
        cursor.execute("DELETE FROM certificates_certificate WHERE id = ANY(%s)", [papers])


def forget_all() -> None:
    """No paper, and no line in the log; what other benchmarks need of them they make again."""
    with past_the_guards() as cursor:
        for table in ("signedhead", "lognode", "logentry", "logsize", "signedfile", "badge"):
            cursor.execute(f"DELETE FROM certificates_{table}")  # noqa: S608
        cursor.execute("DELETE FROM certificates_certificate")


def grow(many: int) -> None:
    """So many issued papers in all, of the people of the province."""
    there = Certificate.objects.filter(year=_YEAR).count()
    now = timezone.now()
    ids = _unpaid(MANY, many - there)
    people = Enrolment.objects.select_related("learner").filter(pk__in=ids)
    papers = []
    facts: dict[str, Any] = {}
    for serial, one in enumerate(people.iterator(chunk_size=2_000), start=there + 1):
        whose = {"enrolment_id": one.pk, "learner_id": one.learner_id}
        paper = Certificate(**whose, state=Certificate.State.VALID)
        paper.series, paper.year, paper.serial = "HT", _YEAR, serial
        paper.number = f"HT-{_YEAR}-{serial:06d}"
        paper.issued_at = now - timedelta(milliseconds=serial)
        if not facts:
            like = Certificate(enrolment=one, learner=one.learner)
            facts = facts_of(certificate=like, number=paper.number).to_json()
        paper.facts = facts | {"full_name": one.learner.full_name, "number": paper.number}
        paper.name_key = one.learner.search_key
        papers.append(paper)
    if len(papers) < many - there:
        raise SystemExit(f"the province has no {many} people with a finished course")
    Certificate.objects.bulk_create(papers, batch_size=2_000)


def _forget_grown() -> None:
    _delete(list(Certificate.objects.filter(year=_YEAR).values_list("pk", flat=True)))


def _page() -> float:
    """A page of the book for an officer of the province, found by its number, and the first."""
    user, is_new = User.objects.get_or_create(email="book@bench.invalid")
    if is_new:
        province = Area.objects.get(pk=PROVINCE_CODE)
        grant_role(user=user, role=Role.PROVINCE_OFFICER, area=province, actor=None)
    taken = []
    for _ in range(40):
        begun = time.perf_counter()
        book_page(user=user, filters=Filters())
        book_page(user=user, filters=Filters(text=f"HT-{_YEAR}-000500"))
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
