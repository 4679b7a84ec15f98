"""Which days were not counted when they should have been. Only reads."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from learners.monitoring.indicator import end_of
from learners.monitoring.models import CountedDay

# Days for which what went wrong is still shown.
SHOWN_DAYS = 7
# By then the work of the night is done (00:20): later it was missed.
_COUNTED_BY = time(1, 30)


def lately() -> list[tuple[date, datetime]]:
    """The newest counted days and when they were counted, as many as tell of a week; one query."""
    counted = CountedDay.objects.order_by("-day").values_list("day", "counted_at")
    return list(counted[: SHOWN_DAYS + 2])


def missing_of(counted: Sequence[tuple[date, datetime]], *, now: datetime) -> list[date]:
    """The days of the last week that were not counted after their end, oldest first.

    Days before the first that was ever counted are nobody's to count.
    """
    if not counted:
        return []
    local, found = timezone.localtime(now), dict(counted)
    last = local.date() - timedelta(days=1 if local.time() >= _COUNTED_BY else 2)
    first = max(min(found), last - timedelta(days=SHOWN_DAYS - 1))
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [day for day in days if day not in found or found[day] < end_of(day)]


def uncounted(*, now: datetime) -> list[date]:
    """`missing_of` what stands there."""
    return missing_of(lately(), now=now)
