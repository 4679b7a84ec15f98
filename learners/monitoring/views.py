"""The officer's screens: the province, a commune, its people; and the public figures."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import View

from learners.monitoring import selectors
from learners.monitoring.charts import line_chart
from learners.monitoring.exports import province_workbook
from learners.monitoring.indicators import FOUR, PARTICIPANTS, PROFICIENT
from learners.study.selectors import people_of_commune
from lms.core import audit
from lms.core.access import Scope, account_of, scope_of
from lms.core.models import Area

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WatcherView(AccessMixin, View):
    """A screen for those who watch the programme."""

    scope: Scope

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.scope = scope_of(request.user)
        if not self.scope.may_watch:
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        return response


class ProvinceView(WatcherView):
    """The page that can be defended in a meeting."""

    def get(self, request: HttpRequest) -> HttpResponse:
        order = _order(request)
        # The body is the same for every watcher until something it shows changes: drawn once.
        key = f"province:{order}:{selectors.version()}"
        body = cache.get(key)
        if body is None:
            body = render_to_string("learners/monitoring/province_body.html", _province(order))
            cache.set(key, body, 300)
        return render(request, "learners/monitoring/province.html", {"body": body})


class ProvinceXlsxView(WatcherView):
    """The same table as a workbook."""

    def get(self, request: HttpRequest) -> FileResponse:
        province = selectors.province()
        book = province_workbook(province, selectors.ordered(province.rows, _order(request)))
        audit.record(
            actor=account_of(request), action="monitoring.export_province", target="area:19"
        )
        name = f"binh-dan-hoc-ai-{province.day:%Y-%m-%d}.xlsx"
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)


class CommuneView(WatcherView):
    """One commune: its numbers, its trend, and the way to its people."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        area = _commune(code)
        province = selectors.province()
        row = next(row for row in province.rows if row.area.pk == code)
        points = selectors.trend(day=province.day, indicator=PARTICIPANTS, area=area)
        context = {
            "area": area,
            "row": row,
            "province": province,
            "indicators": [(i, row.values[i.code]) for i in FOUR],
            "chart": line_chart(points),
            "points": points,
            "may_see_people": self.scope.covers(code),
        }
        return render(request, "learners/monitoring/commune.html", context)


class PeopleView(WatcherView):
    """The people of a commune, for those whose commune it is; every look is written down."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        area = _commune(code)
        if not self.scope.covers(code):
            raise Http404  # what one may not see is not known to exist
        search = request.GET.get("tim", "")[:80]
        page = people_of_commune(
            commune=area,
            user=account_of(request),
            search=search,
            after=request.GET.get("sau", "")[:450],
        )
        audit.record(
            actor=account_of(request), action="people.look", target=area, rows=len(page.rows)
        )
        context = {
            "area": area,
            "commune_url": reverse("monitoring:commune", args=[code]),
            "page": page,
            "search": search,
        }
        return render(request, "learners/monitoring/people.html", context)


class FiguresView(View):
    """The four numbers for everyone: province-wide, with their definitions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day, counted_at = selectors.last_count()
        totals = selectors.totals_on(day) if day else {}
        context = {
            "figures": [(i, totals.get(i.code)) for i in FOUR],
            "counted_at": counted_at,
        }
        template = "learners/monitoring/figures.html"
        if request.htmx:  # type: ignore[attr-defined]
            template = "learners/monitoring/figures_fragment.html"
        response = render(request, template, context)
        response["Cache-Control"] = "public, max-age=60"
        response["Vary"] = "HX-Request"
        return response


def _commune(code: str) -> Area:
    if not code.isdecimal():  # nor does PostgreSQL take every character
        raise Http404
    return get_object_or_404(Area.objects.communes(), pk=code)


def _order(request: HttpRequest) -> str:
    order = request.GET.get("xep", "ten")
    return order if order.removeprefix("-") in selectors.ORDERS else "ten"


def _province(order: str) -> dict[str, Any]:
    province = selectors.province()
    points = selectors.trend(day=province.day, indicator=PROFICIENT)
    return {
        "province": province,
        "rows": selectors.ordered(province.rows, order),
        "order": order,
        "columns": _columns(order),
        "four": [(i, province.totals[i.code]) for i in FOUR],
        "chart": line_chart(points),
        "points": points[::7],
    }


def _columns(order: str) -> list[dict[str, str]]:
    """The headings with the address that orders by them, and how they stand now."""
    names = [
        ("ten", "Xã, phường"),
        *((i.code, i.name) for i in FOUR),
        ("chi-tieu", "Chỉ tiêu"),
        ("dat", "Đạt"),
        ("nhip", "Tăng mỗi tuần"),
    ]
    columns = []
    for key, name in names:
        descending = order == f"-{key}"
        now = "descending" if descending else "ascending" if order == key else ""
        # Names go up first, numbers down first; a second tap turns it round.
        first = key if key == "ten" else f"-{key}"
        turned = key if order == f"-{key}" else f"-{key}"
        columns.append({"name": name, "to": turned if now else first, "now": now, "key": key})
    return columns
