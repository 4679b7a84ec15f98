"""Whether the register still stands as it did when a list was planned.

Comparing every row with the register a second time, while it is written, costs more than writing
it. It is needed only if somebody has changed people meanwhile, and that leaves traces: the number
of people, the newest key, and the record of acts, in which every change is written with it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from learners.people.models import Learner
from lms.core.models import AuditEntry, Job

# Acts that began before the plan and were stored after it count too, up to this long.
_MARGIN = timedelta(minutes=10)
_CHANGING = (
    Q(action__startswith="people.")
    | Q(action__startswith="rights.")
    | Q(action__startswith="duplicates.")
    | Q(action__in=("imports.apply", "imports.undo", "imports.settle"))
)
_LOOKING = Q(action__contains="look") | Q(action="duplicates.put_on_desk")


def mark() -> dict[str, Any]:
    """How the register stands now: taken before the first row is compared."""
    since = timezone.now() - _MARGIN
    return {"since": since.isoformat(), **_traces(since)}


def is_still(before: dict[str, Any], *, job: Job) -> bool:
    """Whether nobody but this job has changed people since `before`; asked under the lock."""
    others = Job.objects.filter(
        task__in=("imports.apply", "imports.undo"),
        state__in=(Job.State.WAITING, Job.State.RUNNING),
    )
    now = _traces(datetime.fromisoformat(before["since"]))
    return all(before[name] == now[name] for name in now) and not others.exclude(pk=job.pk).exists()


def after(before: dict[str, Any], *, made: int) -> dict[str, Any]:
    """What is expected to be found once this job has made that many people."""
    newest = Learner.objects.aggregate(newest=Max("pk"))["newest"]
    return before | {"people": before["people"] + made, "newest": newest}


def _traces(since: datetime) -> dict[str, Any]:
    people = Learner.objects.aggregate(people=Count("pk"), newest=Max("pk"))
    acts = AuditEntry.objects.filter(_CHANGING, at__gte=since).exclude(_LOOKING).count()
    return {**people, "acts": acts}
