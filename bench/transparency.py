"""What the public log costs at 10.000 and at 100.000 papers: a thousand more, proofs, the audit.

Every paper of the database stands in the log while this measures; before and after, none does.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from bench import papers
from bench.config import SAMPLES
from bench.servers import CLOCK_TICKS, ticks_of
from certificates.papers.models import Certificate
from certificates.transparency.auditing import audit_log
from certificates.transparency.models import LogEntry
from certificates.transparency.selectors import proof_of
from certificates.transparency.services import MOST_AT_ONCE, append, enter, sign_head

SIZES = (10_000, 100_000)
PROOFS = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU: a thousand more papers entered and taken in, proofs, the whole audit."""

    append: float
    prove: float
    audit: float

    def line(self, size: int) -> str:
        """For reading."""
        return (
            f"  {size} papers: a thousand more {self.append * 1000:.0f} ms, "
            f"a proof {self.prove / PROOFS * 1000:.2f} ms, audit {self.audit:.1f} s"
        )


def measure_log() -> list[Cost]:
    """The costs at each of SIZES; medians."""
    papers.forget_all()
    found = [_at(size) for size in SIZES]
    papers.forget_all()
    return found


def _at(size: int) -> Cost:
    """The last thousands of papers are what is timed, one for each sample."""
    samples = max(3, SAMPLES)
    papers.grow(size)
    ids = list(
        Certificate.objects.issued()
        .filter(log_entries__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    chunks = [ids[at : at + MOST_AT_ONCE] for at in range(0, len(ids), MOST_AT_ONCE)]
    appending = [_seconds(lambda chunk=chunk: _take_in(chunk)) for chunk in chunks]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE certificates_certificate")
        cursor.execute("VACUUM ANALYZE certificates_logentry")
        cursor.execute("VACUUM ANALYZE certificates_lognode")
    # Another size, another head: a day has one.
    with papers.past_the_guards() as cursor:
        cursor.execute("DELETE FROM certificates_signedhead")
    sign_head(day=timezone.localdate())
    entries = _spread()
    return Cost(
        append=statistics.median(appending[-samples:]),
        prove=statistics.median(_seconds(lambda: _prove(entries)) for _ in range(samples)),
        audit=statistics.median(_seconds(_audit) for _ in range(samples)),
    )


def _take_in(ids: list[int]) -> None:
    with transaction.atomic():
        enter(certificate_ids=ids, act=LogEntry.Act.ISSUED)
    append()


def _spread() -> list[LogEntry]:
    """Entries from one end of the log to the other."""
    ids = list(LogEntry.objects.order_by("pk").values_list("pk", flat=True))
    some = ids[:: len(ids) // PROOFS or 1][:PROOFS]
    return list(LogEntry.objects.filter(pk__in=some).select_related("node"))


def _prove(entries: list[LogEntry]) -> None:
    """A proof of each, worked out to its root."""
    for entry in entries:
        proof = proof_of(entry)
        if proof is None or not proof.holds:
            raise SystemExit(f"entry {entry.pk} is not proved")


def _audit() -> None:
    if faults := audit_log():
        raise SystemExit(f"the log does not fit: {faults[0]}")


def _seconds(act: Callable[[], object]) -> float:
    """Of CPU, here and in the database: a busy machine makes it no longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    before, asked = time.process_time(), ticks_of(backend)
    act()
    here = time.process_time() - before
    return here + (ticks_of(backend) - asked) / CLOCK_TICKS
