"""What the read API answers: exact counts within the scope of a key."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate, localtime

from learners.monitoring.indicators import Indicator
from learners.monitoring.models import DailyCount, Goal, GoalShare
from learners.monitoring.selectors import last_count
from learners.publishing.chosen import counted
from learners.publishing.models import ApiKey
from learners.publishing.openapi import LARGEST_PAGE, LONGEST_SPAN, PAGE
from lms.core.figures import latest
from lms.core.merged import merged_on, parts_of, together
from lms.core.models import PROVINCE_CODE, Area, AreaFigure

Answer = dict[str, Any]
Asked = Mapping[str, str]


class BadQuestion(Exception):
    """Parameters that cannot be read: name → what is wrong, in words."""

    def __init__(self, **errors: str) -> None:
        super().__init__(*errors)
        self.errors = errors


class NotInScope(Exception):
    """A place or an indicator that the key does not open, or that does not exist."""


def indicators(*, key: ApiKey, asked: Asked) -> Answer:
    """The numbers with what they mean, and meant: a day is counted by the version of that day."""
    return {
        "items": [
            {
                "code": one.code,
                "name": one.name,
                "definition": one.definition,
                "version": one.version,
                "since": one.since.isoformat(),
                "versions": [
                    {
                        "version": then.number,
                        "since": then.since.isoformat(),
                        "definition": then.definition,
                        "change": then.change,
                    }
                    for then in one.versions
                ],
            }
            for one in _indicators(key)
        ]
    }


def communes(*, key: ApiKey, asked: Asked) -> Answer:
    """The places of the key, with their people of working age as others published them.

    One that was merged into another one stays: days before its end have its counts.
    """
    figures = latest(AreaFigure.Kind.WORKING_AGE)
    return {
        "items": [
            {
                "code": area.pk,
                "name": str(area),
                "former_place": area.former_place,
                "working_age": _figure(figures.get(area.pk)),
                "ended_on": area.ended_on.isoformat() if area.ended_on else None,
                "successor": area.successor_id,
            }
            for area in _areas(key).filter(level=Area.Level.COMMUNE).order_by("pk")
        ]
    }


def goals(*, key: ApiKey, asked: Asked) -> Answer:
    """The goals, each with the parts of the places of the key, as its communes are today."""
    merged, own = merged_on(localdate()), set(_areas(key).values_list("pk", flat=True))
    parts = [part for area in own for part in parts_of(area, merged)]
    shares: dict[int, dict[str, int]] = defaultdict(dict)
    for one in GoalShare.objects.filter(area__in=parts):
        shares[one.goal_id][one.area_id] = one.number
    codes = [one.code for one in _indicators(key)]
    return {
        "items": [
            {
                "indicator": one.indicator,
                "title": one.title,
                "number": one.number,
                "deadline": one.deadline.isoformat(),
                "source": one.source,
                "shares": [
                    {"area": area, "number": number}
                    for area, number in sorted(together(shares[one.pk], merged).items())
                    if area in own
                ],
            }
            for one in Goal.objects.filter(indicator__in=codes, area=PROVINCE_CODE).order_by(
                "indicator", "deadline"
            )
        ]
    }


def counts(*, key: ApiKey, asked: Asked) -> Answer:
    """A page of counts by day, indicator and place; `next` is the key of the page after it."""
    last, counted_at = last_count()
    found = _counts(key, asked, last)
    size = _size(asked.get("limit", ""))
    if after := asked.get("after"):
        found = found.filter(_behind(after))
    in_order = found.order_by("day", "indicator", "area_id")
    rows = list(in_order.values_list("day", "area_id", "indicator", "value")[: size + 1])
    items = [
        {"day": day.isoformat(), "area": area, "indicator": code, "value": value}
        for day, area, code, value in rows[:size]
    ]
    day, area, code, _ = rows[size - 1] if len(rows) > size else (None, "", "", 0)
    return {
        "counted_at": localtime(counted_at).isoformat() if counted_at else None,
        "items": items,
        "next": f"{day.isoformat()}~{code}~{area}" if day else None,
    }


def _counts(key: ApiKey, asked: Asked, last: date | None) -> QuerySet[DailyCount]:
    """The counts asked for, as far as the key opens them."""
    first, final = _days(asked, last)
    codes = [one.code for one in _indicators(key)]
    areas = set(_areas(key).values_list("pk", flat=True))
    if (code := asked.get("indicator")) is not None:
        codes = _only(code, codes)
    if (area := asked.get("area")) is not None:
        areas = set(_only(area, list(areas)))
    # What was merged into another commune has no number of its own since.
    there = Q(area__ended_on=None) | Q(area__ended_on__gte=F("day"))
    found = DailyCount.objects.filter(there, indicator__in=codes, area__in=areas)
    return found.filter(day__range=(first, final)) if first and final else found.none()


def _days(asked: Asked, last: date | None) -> tuple[date | None, date | None]:
    """From and to. One alone is a single day; none is the last day that was counted."""
    errors: dict[str, str] = {}
    days: dict[str, date] = {}
    for name in ("from", "to"):
        if name in asked:
            try:
                days[name] = date.fromisoformat(asked[name])
            except ValueError:
                errors[name] = "Ngày ghi như 2026-10-31."
    if errors:
        raise BadQuestion(**errors)
    first = days.get("from") or days.get("to") or last
    final = days.get("to") or first
    if first and final and first > final:
        raise BadQuestion(to="Ngày cuối phải từ ngày đầu trở đi.")
    if first and final and final - first >= timedelta(days=LONGEST_SPAN):
        raise BadQuestion(to=f"Mỗi lần hỏi nhiều nhất {LONGEST_SPAN} ngày.")
    return first, final


def _size(typed: str) -> int:
    if not typed:
        return PAGE
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= LARGEST_PAGE):
        raise BadQuestion(limit=f"Số dòng là số từ 1 đến {LARGEST_PAGE}.")
    return int(typed)


def _behind(after: str) -> Q:
    """What stands behind the last row of the page before."""
    try:
        typed, code, area = after.split("~")
        day = date.fromisoformat(typed)
    except ValueError:
        raise BadQuestion(after="Hãy đưa đúng giá trị next của trang trước.") from None
    return (
        Q(day__gt=day)
        | Q(day=day, indicator__gt=code)
        | Q(day=day, indicator=code, area_id__gt=area)
    )


def _only(asked: str, known: list[str]) -> list[str]:
    if asked not in known:
        raise NotInScope
    return [asked]


def _indicators(key: ApiKey) -> list[Indicator]:
    return [one for one in counted() if not key.indicators or one.code in key.indicators]


def _areas(key: ApiKey) -> QuerySet[Area]:
    """The places of a key; the whole province has what belongs to no commune as well."""
    return Area.objects.all() if key.whole_province else key.communes.exclude(pk=PROVINCE_CODE)


def _figure(figure: AreaFigure | None) -> Answer | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "as_of": figure.as_of.isoformat(),
        "source": figure.source,
    }
