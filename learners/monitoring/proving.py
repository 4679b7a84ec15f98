"""The nightly proof: a day counted again from the facts must equal what was shown.

Each night yesterday, and one earlier day more, so that within a few months every day of the year
before has been proved. What differs is written down in words for officers, then set right.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from learners.monitoring.indicators import all_indicators, by_code
from learners.monitoring.models import CountedDay, DailyCount, Proof
from learners.monitoring.services import refresh_counts
from lms.core.models import Area
from lms.core.numbers import show_number

# Days after which a difference that was set right is no longer shown.
SHOWN_DAYS = 7
_REACH = 365


@transaction.atomic
def prove_day(*, day: date) -> Proof:
    """Count a day again, keep what differed from what had been shown, and set it right.

    A value is counted in two ways: grouped by place, and as a whole. They must agree with each
    other, and with the rows that pages read.
    """
    shown = {
        (area, code): value
        for area, code, value in DailyCount.objects.filter(day=day).values_list(
            "area_id", "indicator", "value"
        )
    }
    differences = []
    for one in all_indicators():
        counted = one.count_by_area(day)
        for area in sorted({*counted, *(a for a, code in shown if code == one.code)}):
            before, now = shown.get((area, one.code), 0), counted.get(area, 0)
            if before != now:
                differences.append([area, one.code, before, now])
        whole = one.value_of(one.facts(day))
        if whole != sum(counted.values()):  # a fact without a place, or one counted twice
            differences.append(["", one.code, sum(counted.values()), whole])
    proof = Proof.objects.create(day=day, cells=len(shown), differences=differences)
    if differences:
        refresh_counts(day=day)
    return proof


def prove_last_night(*, today: date) -> list[Proof]:
    """Yesterday, and the day that was proved longest ago; a day that was never counted is none."""
    yesterday = today - timedelta(days=1)
    counted = set(
        CountedDay.objects.filter(
            day__gte=today - timedelta(days=_REACH), day__lt=yesterday
        ).values_list("day", flat=True)
    )
    proved = dict.fromkeys(counted, 0) | {
        day: pk
        for pk, day in Proof.objects.filter(day__in=counted).order_by("pk").values_list("pk", "day")
    }
    due = [min(proved, key=lambda day: (proved[day], day))] if proved else []
    if CountedDay.objects.filter(day=yesterday).exists():
        due.append(yesterday)
    return [prove_day(day=day) for day in due]


def alarms() -> list[str]:
    """What did not agree lately, a sentence a day that was proved; empty when all did."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    found = list(Proof.objects.filter(proved_at__gte=since).exclude(differences=[]))
    areas = {area.pk: str(area) for area in Area.objects.all()} if found else {}
    return [_words(proof, areas) for proof in found]


def _words(proof: Proof, areas: dict[str, str]) -> str:
    area, code, shown, counted = proof.differences[0]
    where = areas.get(area, "cả tỉnh")
    name = by_code(code).name.lower()
    rest = len(proof.differences) - 1
    more = f" và {show_number(rest)} số khác" if rest else ""
    return (
        f"Đếm lại ngày {proof.day:%d/%m/%Y}: {name} của {where} đã hiện {show_number(shown)}, "
        f"đếm lại được {show_number(counted)}{more}. Số đã được sửa theo lần đếm lại."
    )
