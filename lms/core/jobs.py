"""Long tasks that may be killed at any point: taken, moved on, ended, and taken up again.

A job is a row; the broker only rings for it. A worker takes the row for a while (a lease) and
renews it with every step, inside the transaction that does the step's work: whoever has lost the
lease cannot commit anything. What a step has done is stored by the task itself in that same
transaction, so that the next worker goes on exactly there.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Q, Value, When
from django.utils import timezone

from lms.core.errors import DomainError
from lms.core.models import Job, User

logger = logging.getLogger(__name__)

# Tries without a single step forward: then the job is parked and says so.
MOST_TRIES = 5
_SMALL = PositiveSmallIntegerField()
_OPEN = (Job.State.WAITING, Job.State.RUNNING)
_PROBLEM = (
    "Máy gặp lỗi khi làm việc này. Không có gì bị mất. "
    "Hãy bấm “Làm lại”; nếu vẫn lỗi, hãy báo người vận hành."
)


class LeaseLost(Exception):
    """Another worker holds the job now: stop, and leave everything as it is."""


class Steps:
    """The hold of a worker on its job; `work` receives it and moves it on."""

    def __init__(self, job: Job, lease: str) -> None:
        self.job, self.lease = job, lease

    def move(self, *, done: int, total: int, seconds: int = 0) -> None:
        """Say how far the job is and keep it for another while, at least `seconds`.

        Call it first inside the transaction of a step: it locks the job's row until the commit.
        Raises LeaseLost.
        """
        hold = timedelta(seconds=max(seconds, settings.JOB_LEASE_SECONDS))
        now = timezone.now()
        kept = Job.objects.filter(pk=self.job.pk, lease=self.lease, state=Job.State.RUNNING).update(
            done=min(done, total),
            total=total,
            leased_until=now + hold,
            tries=Case(When(done__lt=done, then=Value(1)), default=F("tries"), output_field=_SMALL),
        )
        if not kept:
            raise LeaseLost(self.job.pk)


def start(*, task: str, actor: User | None) -> Job:
    """A new job for the task of that name; whoever starts it rings the bell after the commit."""
    return Job.objects.create(task=task, started_by=actor)


def run(job_id: int, work: Callable[[Steps], None]) -> bool:
    """Do `work` if nobody else is doing it; returns whether the job is done.

    A DomainError ends the job with its sentence. Anything unexpected is logged and tried again
    later, at most `MOST_TRIES` times in a row without a step forward.
    """
    steps = _take(job_id)
    if steps is None:
        return False
    try:
        work(steps)
    except LeaseLost:
        logger.warning("job %s was taken over", job_id)
    except DomainError as refusal:
        _end(steps, Job.State.FAILED, refusal.message)
    except Exception:
        logger.exception("job %s (%s) failed", job_id, steps.job.task)
        _give_back(steps)
    else:
        return _end(steps, Job.State.DONE)
    return False


def again(*, job: Job, actor: User | None) -> Job:
    """A failed job once more, from where it stopped: a new row, so that the old failure stays."""
    return Job.objects.create(task=job.task, started_by=actor, done=job.done, total=job.total)


def pause(*, job: Job) -> bool:
    """Stop a job after the step it is at; whoever works on it finds its lease gone."""
    open_now = Job.objects.filter(pk=job.pk, state__in=_OPEN)
    return bool(open_now.update(state=Job.State.PAUSED, lease="", leased_until=None))


def resume(*, job: Job) -> bool:
    """Let a paused job go on from where it stopped; whoever asks rings for it."""
    paused = Job.objects.filter(pk=job.pk, state=Job.State.PAUSED)
    return bool(paused.update(state=Job.State.WAITING, tries=0))


def is_open(job: Job | None) -> bool:
    """Whether a job still waits or runs."""
    return job is not None and job.state in _OPEN


def to_ring() -> list[Job]:
    """Jobs that nobody works on though they are not ended, each given once a while.

    Their worker was killed, or the bell that called it was lost. A job that kills every worker
    who takes it is parked.
    """
    now = timezone.now()
    silent = Q(leased_until__lt=now) | Q(
        leased_until__isnull=True, created_at__lt=now - timedelta(seconds=10)
    )
    found = []
    for job in Job.objects.filter(silent, state__in=_OPEN).order_by("pk")[:100]:
        if job.tries >= MOST_TRIES:
            _end(Steps(job, job.lease), Job.State.FAILED, _PROBLEM)
            continue
        # Not rung again before a while: a bell that waits behind a long job is not lost.
        rung = Job.objects.filter(silent, pk=job.pk, state__in=_OPEN).update(
            lease="", leased_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        )
        if rung:
            found.append(job)
    return found


def _take(job_id: int) -> Steps | None:
    now, lease = timezone.now(), secrets.token_hex(8)
    free = Q(lease="") | Q(leased_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, state__in=_OPEN).update(
        state=Job.State.RUNNING,
        lease=lease,
        leased_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        tries=F("tries") + 1,
    )
    return Steps(Job.objects.get(pk=job_id), lease) if taken else None


@transaction.atomic
def _end(steps: Steps, state: str, problem: str = "") -> bool:
    ended = Job.objects.filter(pk=steps.job.pk, lease=steps.lease).update(
        state=state, problem=problem[:300], lease="", leased_until=None, ended_at=timezone.now()
    )
    if ended and state == Job.State.DONE:
        Job.objects.filter(pk=steps.job.pk).update(done=F("total"))
    return bool(ended)


def _give_back(steps: Steps) -> None:
    job = Job.objects.get(pk=steps.job.pk)
    if job.tries >= MOST_TRIES:
        _end(steps, Job.State.FAILED, _PROBLEM)
        return
    # Tried again soon, not at once: what was in the way may pass.
    Job.objects.filter(pk=job.pk, lease=steps.lease).update(
        state=Job.State.WAITING,
        lease="",
        leased_until=timezone.now() + timedelta(seconds=2**job.tries),
    )
