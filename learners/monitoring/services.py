"""What writes the counts of a day. Everything that is counted can be counted again."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from learners.monitoring.indicator import count_all
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import CountedDay, DailyCount
from lms.core.models import Area


def refresh_counts(*, day: date) -> int:
    """Count every indicator for `day` from the facts, one grouped query each at most.

    Writes only what differs, so running it again, twice at once, or after being killed ends in
    the same rows. Returns how many values changed.
    """
    codes = list(Area.objects.values_list("pk", flat=True))
    started = timezone.now()
    shown: dict[str, dict[str, int]] = defaultdict(dict)
    rows = DailyCount.objects.filter(day=day).values_list("indicator", "area_id", "value")
    for code, area, value in rows:
        shown[code][area] = value
    changed = 0
    for indicator, counted in count_all(all_indicators(), day).items():
        now = {area: counted.get(area, 0) for area in codes}
        changed += _write(day, indicator, now, shown[indicator])
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


def refresh_area(*, day: date, area: Area) -> int:
    """Count one place for `day` from its own facts; returns how many values changed.

    When the day was counted stays as it is: the other places were not.
    """
    rows = DailyCount.objects.filter(day=day, area=area).values_list("indicator", "value")
    shown = dict(rows)
    changed = 0
    for one in all_indicators():
        value = one.value_of(one.evidence(day, area.pk))
        before = {area.pk: shown[one.code]} if one.code in shown else {}
        changed += _write(day, one.code, {area.pk: value}, before)
    return changed
