"""What writes the counts of a day. Everything that is counted can be counted again."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from learners.monitoring.indicator import homes_on
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import CountedDay, DailyCount
from lms.core.models import Area


def refresh_counts(*, day: date) -> int:
    """Count every indicator for `day` from the facts, one grouped query each.

    Writes only what differs, so running it again, twice at once, or after being killed ends in
    the same rows. Returns how many values changed.
    """
    codes = list(Area.objects.values_list("pk", flat=True))
    started, homes = timezone.now(), homes_on(day)
    shown: dict[str, dict[str, int]] = defaultdict(dict)
    rows = DailyCount.objects.filter(day=day).values_list("indicator", "area_id", "value")
    for code, area, value in rows:
        shown[code][area] = value
    changed = 0
    for one in all_indicators():
        counted = one.count_by_area(day, homes)
        now = {area: counted.get(area, 0) for area in codes}
        changed += _write(day, one.code, now, shown[one.code])
    CountedDay.objects.update_or_create(day=day, defaults={"counted_at": started})
    return changed


def _write(day: date, code: str, now: Mapping[str, int], shown: Mapping[str, int]) -> int:
    changed = [
        DailyCount(day=day, area_id=area, indicator=code, value=value)
        for area, value in now.items()
        if shown.get(area) != value
    ]
    DailyCount.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["day", "indicator", "area"],
        update_fields=["value"],
    )
    return len(changed)


def refresh_days(*, last: date, days: int) -> None:
    """Count the `days` days that end with `last`, oldest first."""
    for back in range(days - 1, -1, -1):
        refresh_counts(day=last - timedelta(days=back))
