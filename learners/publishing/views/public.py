"""The public figures: the same for everyone, without a cookie, kept by caches."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import View

from learners.monitoring.charts import line_chart
from learners.monitoring.indicators import PROFICIENT
from learners.publishing import selectors
from learners.publishing.bars import bars
from learners.publishing.chosen import BY_COMMUNE, OF_PROVINCE, PUBLISHED
from learners.publishing.describing import PROPOSED_LICENCE
from learners.publishing.models import Publication
from learners.publishing.selectors import Row
from lms.core.models import PROVINCE_CODE, Area
from lms.core.public import PublicView

MONTHS = 12


class FiguresView(PublicView):
    """The numbers of the province: as last counted, month by month, and by commune."""

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        months = selectors.standing()
        shown = _month(months, code)
        province = Area.objects.get(pk=PROVINCE_CODE)
        rows = list(selectors.rows_of(months[: MONTHS + 1], areas=[province]))
        by_month = selectors.by_month(rows)[:MONTHS]
        now = selectors.now()
        context = {
            "now": now,
            "four": now.numbers[: len(BY_COMMUNE)],
            "tiers": now.numbers[len(BY_COMMUNE) :],
            "indicators": PUBLISHED,
            "by_month": by_month,
            "chart": _chart(by_month),
            "month": shown,
            "months": months[:MONTHS],
            "communes": _communes(months, shown) if shown else [],
            "columns": BY_COMMUNE,
            "licence": selectors.licence(),
            "proposed": PROPOSED_LICENCE,
        }
        return render(request, "learners/publishing/figures.html", context)


class FragmentView(PublicView):
    """The four numbers for the front page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = selectors.now()
        context = {"now": now, "four": now.numbers[: len(BY_COMMUNE)]}
        return render(request, "learners/publishing/figures_fragment.html", context)


class CommuneView(PublicView):
    """One commune, month by month."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if not code.isdecimal():  # nor does PostgreSQL take every character
            raise Http404
        area = get_object_or_404(Area.objects.ever_communes().select_related("successor"), pk=code)
        months = selectors.standing()[: MONTHS + 1]
        by_month = selectors.by_month(selectors.rows_of(months, areas=[area]))[:MONTHS]
        context = {
            "area": area,
            "today": timezone.localdate(),
            "parts": area.predecessors.filter(ended_on__lt=timezone.localdate()),
            "by_month": by_month,
            "indicators": BY_COMMUNE,
            "tiers": OF_PROVINCE,
        }
        return render(request, "learners/publishing/commune.html", context)


class FormerAddressView(View):
    """Where the page was before; the front page of an older visit asks here for its fragment."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wants_part = request.htmx  # type: ignore[attr-defined]
        name = "publishing:figures_fragment" if wants_part else "publishing:figures"
        response = redirect(name, permanent=True)
        response["Vary"] = "HX-Request"
        return response


def _month(months: list[Publication], code: str) -> Publication | None:
    """The month asked for as "2026-10"; the newest one when none is."""
    if not code:
        return months[0] if months else None
    try:
        asked = datetime.strptime(code, "%Y-%m").date()
    except ValueError:
        raise Http404 from None
    for one in months:
        if (one.day.year, one.day.month) == (asked.year, asked.month):
            return one
    raise Http404


def _communes(months: list[Publication], month: Publication) -> list[tuple[Area, list[Row], float]]:
    """The communes in the order of the alphabet, each with its bar; nobody is ranked."""
    place = months.index(month)
    areas = Area.objects.communes(month.day)
    rows = selectors.rows_of(months[place : place + 2], areas=areas)
    of_month = (row for row in rows if row.publication == month)
    found = selectors.by_area(of_month)
    lengths = bars([of_it[-1].shown.value or 0 for _, of_it in found])
    return [(area, of_it, length) for (area, of_it), length in zip(found, lengths, strict=True)]


def _chart(by_month: list[tuple[Publication, list[Row]]]) -> Any:
    """The line of the proficient over the months, oldest first; hidden months leave a gap."""
    points = [
        (month.day, row.shown.value)
        for month, rows in reversed(by_month)
        for row in rows
        if row.indicator == PROFICIENT and row.shown.value is not None
    ]
    return line_chart(points)
