"""The four numbers cut finer, and the national movement's five; all of it kept in the address."""

import hashlib
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from learners.monitoring import movement, selectors, slicing
from learners.monitoring.indicators import FOUR, PARTICIPANTS
from learners.monitoring.slicing import Slice
from lms.core import audit
from lms.core.access import account_of
from lms.core.forms import DAYS
from lms.core.models import Area, Organisation
from lms.core.sheets import XLSX, Sheet, write_workbook
from lms.core.staff import StaffView

_KEPT = 300  # seconds; a new count of the day makes a new key


class Row(NamedTuple):
    """A place and its value."""

    name: str
    value: int


class SliceView(StaffView):
    """A table of one number by place, for the filters of the address; the same as XLSX."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        units = Organisation.objects.filter(is_active=True).select_related("area")
        if not self.scope.whole_province:
            units = units.filter(pk__in=self.scope.organisations)
        asked = _read(request, units)
        rows, total = _rows(asked)
        if request.GET.get("dang") == "xlsx":
            return self._workbook(request, asked, rows, total)
        context: dict[str, Any] = {
            "asked": asked,
            "rows": rows,
            "total": total,
            "unknown": slicing.UNKNOWN[asked.place],
            "indicators": FOUR,
            "places": slicing.PLACES.items(),
            "modes": slicing.MODES.items(),
            "ages": slicing.AGE_WORDS.items(),
            "sexes": slicing.SEXES.items(),
            "organisations": units,
            "whole": self.scope.whole_province,
            "place_words": slicing.PLACES[asked.place],
        }
        return render(request, "learners/monitoring/slice.html", context)

    def _workbook(
        self, request: HttpRequest, asked: Slice, rows: list[Row], total: int
    ) -> FileResponse:
        audit.record(
            actor=account_of(request), action="monitoring.export_province", target="area:19"
        )
        heads = [slicing.PLACES[asked.place], asked.indicator.name]
        sheet = Sheet("Số liệu", heads, [*rows, Row("Tổng", total)])
        name = f"so-lieu-{asked.indicator.code}-{asked.day:%Y-%m-%d}.xlsx"
        book = write_workbook(sheet)
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)


class MovementView(StaffView):
    """The national movement's five, as far as the register knows them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day, counted_at = selectors.last_count()
        shown = day or selectors.shown_day()
        key = f"movement:{shown}:{counted_at.timestamp() if counted_at else 0}"
        values = cache.get_or_set(key, lambda: movement.values_on(shown), _KEPT) or []
        lines = [
            (line.name, value, line.note)
            for line, value in zip(movement.LINES, values, strict=True)
        ]
        context = {"lines": lines, "day": shown}
        return render(request, "learners/monitoring/movement.html", context)


def _read(request: HttpRequest, units: QuerySet[Organisation]) -> Slice:
    """The filters of the address; what nobody knows is left out."""
    asked = request.GET

    def one_of(name: str, known: Any) -> str:
        return asked[name] if asked.get(name) in known else ""

    unit = asked.get("coquan", "")
    return Slice(
        indicator=slicing.SLICED.get(asked.get("so", ""), PARTICIPANTS),
        day=_day(asked.get("den", "")) or selectors.shown_day(),
        watcher=account_of(request),
        since=_day(asked.get("tu", "")),
        place=one_of("theo", slicing.PLACES) or slicing.HOME,
        mode=one_of("hinh-thuc", slicing.MODES),
        age=one_of("tuoi", slicing.AGES),
        sex=one_of("gioi", slicing.SEXES),
        organisation=units.filter(pk=int(unit[:9])).first() if unit.isdecimal() else None,
    )


def _day(typed: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
    return None


def _rows(asked: Slice) -> tuple[list[Row], int]:
    """Places with what they have, in the order of the alphabet, the unknown last; and the sum."""
    values: dict[str | None, int] | None = None
    key = hashlib.sha256(f"slice:{selectors.last_count()}:{asked.key}".encode()).hexdigest()
    values = cache.get(key)
    if values is None:
        values = asked.by_place()
        cache.set(key, values, _KEPT)
    areas = Area.objects.filter(pk__in=[code for code in values if code]).order_by("sort_key")
    rows = [Row(str(area), values[area.pk]) for area in areas]
    if None in values:
        rows.append(Row(slicing.UNKNOWN[asked.place], values[None]))
    return rows, sum(values.values())
