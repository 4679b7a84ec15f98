"""What writes the counts of a day. Everything that is counted can be counted again."""

from datetime import date, timedelta

from django.utils import timezone

from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import CountedDay, DailyCount
from lms.core.models import Area


def refresh_counts(*, day: date) -> int:
    """Count every indicator for `day` from the facts, one grouped query each.

    Writes only what differs, so running it again, twice at once, or after being killed ends in
    the same rows. Returns how many values changed.
    """
    codes = list(Area.objects.values_list("pk", flat=True))
    started = timezone.now()
    changed = sum(_refresh(indicator, day, codes) for indicator in all_indicators())
    CountedDay.objects.update_or_create(day=day, defaults={"counted_at": started})
    return changed


def _refresh(indicator: Indicator, day: date, codes: list[str]) -> int:
    counted, code = indicator.count_by_area(day), indicator.code
    shown = dict(DailyCount.objects.filter(day=day, indicator=code).values_list("area_id", "value"))
    changed = [
        DailyCount(day=day, area_id=area, indicator=code, value=counted.get(area, 0))
        for area in codes
        if shown.get(area) != counted.get(area, 0)
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
