"""The table of a slice: what its address asks for, and its rows by place."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from learners.monitoring import selectors, slicing
from learners.monitoring.indicators import PARTICIPANTS
from learners.monitoring.slicing import Slice
from lms.core.access import scope_of
from lms.core.forms import day_of
from lms.core.models import Area, Organisation, User

KEPT = 300  # seconds; a new count of the day makes a new key


UNKNOWN = "khong-ro"  # in an address: those of whom the place is not known


class Row(NamedTuple):
    """A place and its value."""

    name: str
    value: int
    place: str = ""


def units_for(user: User) -> QuerySet[Organisation]:
    """The organisations that the filter offers."""
    scope, units = scope_of(user), Organisation.objects.filter(is_active=True)
    if not scope.whole_province:
        units = units.filter(pk__in=scope.organisations)
    return units.select_related("area")


def asked_of(asked: Mapping[str, str], user: User) -> Slice:
    """The filters of the address; what nobody knows is left out."""

    def one_of(name: str, known: Any) -> str:
        return asked[name] if asked.get(name) in known else ""

    unit = asked.get("coquan", "")
    units = units_for(user)
    return Slice(
        indicator=slicing.SLICED.get(asked.get("so", ""), PARTICIPANTS),
        day=day_of(asked.get("den", "")) or selectors.shown_day(),
        watcher=user,
        since=day_of(asked.get("tu", "")),
        place=one_of("theo", slicing.PLACES) or slicing.HOME,
        mode=one_of("hinh-thuc", slicing.MODES),
        age=one_of("tuoi", slicing.AGES),
        sex=one_of("gioi", slicing.SEXES),
        organisation=units.filter(pk=int(unit[:9])).first() if unit.isdecimal() else None,
    )


def rows_of(asked: Slice) -> tuple[list[Row], int]:
    """Places with what they have, in the order of the alphabet, the unknown last; and the sum."""
    values: dict[str | None, int] | None = None
    key = hashlib.sha256(f"slice:{selectors.last_count()}:{asked.key}".encode()).hexdigest()
    values = cache.get(key)
    if values is None:
        values = asked.by_place()
        cache.set(key, values, KEPT)
    areas = Area.objects.filter(pk__in=[code for code in values if code]).order_by("sort_key")
    rows = [Row(str(area), values[area.pk], area.pk) for area in areas]
    if None in values:
        rows.append(Row(slicing.UNKNOWN[asked.place], values[None], UNKNOWN))
    return rows, sum(values.values())


def facts_of(asked: Slice, place: str) -> tuple[QuerySet[Any], str]:
    """The facts behind a line of the table, or, without a place, behind its sum; and its name.

    The slice holds only what its watcher may see, whatever place the address names.
    """
    counted = asked.counted
    if not place:
        return counted.facts(asked.day), "tất cả"
    if place == UNKNOWN:
        nowhere = {f"{counted.place}__isnull": True}
        return counted.facts(asked.day).filter(**nowhere), slicing.UNKNOWN[asked.place]
    area = get_object_or_404(Area, pk=place if place.isdecimal() else "")
    return counted.evidence(asked.day, area.pk), str(area)
