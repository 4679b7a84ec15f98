"""The proof: a day counted again from the facts must equal what was shown.

Each night yesterday, and one earlier day more, so that within a few months every day of the year
before has been proved. What differs is written down in words for officers, then set right. A
difference that comes from what was written of the day after it was counted is a note; any other is
an alarm (decision 0033).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from learners.monitoring.indicator import Indicator, end_of
from learners.monitoring.indicators import all_indicators, by_code
from learners.monitoring.late import Late
from learners.monitoring.missed import SHOWN_DAYS, uncounted
from learners.monitoring.models import CountedDay, DailyCount, Proof
from learners.monitoring.services import refresh_area, refresh_counts
from lms.core.merging import reaching_back
from lms.core.models import Area
from lms.core.numbers import show_number

_REACH = 365
_UNFINISHED = "khi đếm lần trước, ngày ấy chưa hết"

Difference = tuple[str, str, int, int]  # area code, indicator, shown, counted


@transaction.atomic
def prove_day(*, day: date, area: Area | None = None) -> Proof:
    """Count a day again, keep what differed from what had been shown, and set it right.

    Of the whole province a value is counted in two ways: grouped by place, and as a whole. They
    must agree with each other, and with the rows that pages read. Of one commune its own facts are
    counted. A day that was never counted is counted: nothing was shown that could differ.
    """
    since = _counted_at(day)
    shown = _shown(day, area)
    found = list(_differences(day, area, shown)) if since else []
    alarming, explained, late = _judged(day, since, found) if since and found else ([], [], [])
    proof = Proof.objects.create(
        day=day,
        area=area,
        cells=len(shown),
        differences=[list(one) for one in alarming],
        explained=[list(one) for one in explained],
        late=late,
    )
    if area and since:
        refresh_area(day=day, area=area)
    elif found or not since:
        refresh_counts(day=day)
    return proof


def _counted_at(day: date) -> datetime | None:
    """When what is shown of a day was last counted or found to be right, everywhere."""
    counted = CountedDay.objects.filter(day=day).values_list("counted_at", flat=True).first()
    proved = Proof.objects.filter(day=day, area=None).aggregate(at=Max("proved_at"))["at"]
    return max(counted, proved or counted) if counted else None


def _shown(day: date, area: Area | None) -> dict[tuple[str, str], int]:
    rows = DailyCount.objects.filter(day=day)
    if area:
        rows = rows.filter(area=area)
    return {(at, code): value for at, code, value in rows.values_list("area", "indicator", "value")}


def _differences(
    day: date, area: Area | None, shown: Mapping[tuple[str, str], int]
) -> Iterator[Difference]:
    for one in all_indicators():
        counted = _counted(one, day, area)
        for place in sorted({*counted, *(at for at, code in shown if code == one.code)}):
            before, now = shown.get((place, one.code), 0), counted.get(place, 0)
            if before != now:
                yield place, one.code, before, now
        if area is None:
            whole, parts = one.value_of(one.facts(day)), sum(counted.values())
            if whole != parts:  # a fact without a place, or one counted twice
                yield "", one.code, parts, whole


def _counted(one: Indicator, day: date, area: Area | None) -> dict[str, int]:
    if area is None:
        return one.count_by_area(day)
    return {area.pk: one.value_of(one.evidence(day, area.pk))}


def _judged(
    day: date, since: datetime, found: list[Difference]
) -> tuple[list[Difference], list[Difference], list[str]]:
    """What is an alarm, what is explained, and by what."""
    if since < end_of(day):  # the day went on
        return [], found, [_UNFINISHED]
    late = Late(since)
    explained = [
        one
        for one in found
        if one[0] and late.explains(by_code(one[1]), area=one[0], day=day, shown=one[2])
    ]
    alarming = [one for one in found if one not in explained]
    words = late.words(by_code(code) for _, code, _, _ in explained) if explained else []
    return alarming, explained, words


def prove_last_night(*, today: date) -> list[Proof]:
    """Yesterday, and the day that was proved longest ago; a day that was never counted is none."""
    yesterday = today - timedelta(days=1)
    counted = set(
        CountedDay.objects.filter(
            day__gte=today - timedelta(days=_REACH), day__lt=yesterday
        ).values_list("day", flat=True)
    )
    proofs = Proof.objects.filter(day__in=counted, area=None).order_by("pk")
    proved = dict.fromkeys(counted, 0) | {day: pk for pk, day in proofs.values_list("pk", "day")}
    due = [min(proved, key=lambda day: (proved[day], day))] if proved else []
    if CountedDay.objects.filter(day=yesterday).exists():
        due.append(yesterday)
    return [prove_day(day=day) for day in due]


def count_days(*, first: date, last: date) -> Iterator[Proof]:
    """Each day from `first` to `last`, oldest first: counted, or proved where it was counted.

    A transaction a day: what was done stays when it is stopped, and running it again ends in the
    same counts.
    """
    for ahead in range((last - first).days + 1):
        yield prove_day(day=first + timedelta(days=ahead))


def count_missed(*, now: datetime) -> list[date]:
    """Count what `uncounted` finds, when the night's work is back; returns those days."""
    missed = uncounted(now=now)
    for day in missed:
        refresh_counts(day=day)
    return missed


def count_regrouped() -> list[date]:
    """Count the days anew that were counted before somebody wrote down a merger of before them.

    Returns those days. What was done stays when it is stopped; a day is counted once.
    """
    found: set[date] = set()
    for first_day, agreed_at in reaching_back():
        counted = CountedDay.objects.filter(day__gte=first_day, counted_at__lt=agreed_at)
        found.update(counted.values_list("day", flat=True))
    for day in sorted(found):
        refresh_counts(day=day)
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Told:
    """What recounts of the last days found, in sentences: what is an alarm, and what is a note."""

    alarms: list[str]
    notes: list[str]


def told() -> Told:
    """A sentence a proof that found something lately; one query, one more for names of places."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    proofs = list(Proof.objects.filter(proved_at__gte=since).exclude(differences=[], explained=[]))
    areas = {area.pk: str(area) for area in Area.objects.all()} if proofs else {}
    return Told(
        alarms=[
            f"{_words(proof, proof.differences, areas)} Số đã được sửa theo lần đếm lại."
            for proof in proofs
            if proof.differences
        ],
        notes=[
            f"{_words(proof, proof.explained, areas)} Ghi sau khi đã đếm: {'; '.join(proof.late)}."
            for proof in proofs
            if proof.explained
        ],
    )


def alarms() -> list[str]:
    """What did not agree lately, a sentence a day that was proved; empty when all did."""
    return told().alarms


def missing() -> str:
    """Which days were not counted, in a sentence; empty when all were."""
    days = uncounted(now=timezone.now())
    if not days:
        return ""
    told = ", ".join(f"{day:%d/%m/%Y}" for day in days)
    return f"Chưa đếm số liệu của ngày {told}, nên các ngày ấy chưa được đối chiếu với sổ gốc."


def _words(proof: Proof, found: Sequence[Difference], areas: dict[str, str]) -> str:
    area, code, shown, counted = found[0]
    where = areas.get(area, "cả tỉnh")
    name = by_code(code).name.lower()
    rest = len(found) - 1
    more = f" và {show_number(rest)} số khác" if rest else ""
    return (
        f"Đếm lại ngày {proof.day:%d/%m/%Y}: {name} của {where} đã hiện {show_number(shown)}, "
        f"đếm lại được {show_number(counted)}{more}."
    )
