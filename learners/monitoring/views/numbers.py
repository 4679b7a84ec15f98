"""The officer's screens: the province, a commune, its people."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from learners.monitoring import denominators, movement, proving, selectors
from learners.monitoring.charts import line_chart
from learners.monitoring.comparing import Commune, alike
from learners.monitoring.indicators import FOUR, PARTICIPANTS, PROFICIENT, beside_the_four
from learners.monitoring.tiles import Place, shade, tile_grid
from learners.trainers.models import Tier
from learners.trainers.states import CHOICES
from lms.core.merged import merged_on, parts_of
from lms.core.models import Area
from lms.core.staff import StaffView

TILE_COLUMNS = 8  # a phone of 360 px holds no more


class ProvinceView(StaffView):
    """The page that can be defended in a meeting."""

    def get(self, request: HttpRequest) -> HttpResponse:
        order = selectors.order_of(request.GET.get("xep", ""))
        # The body is the same for all of one scope until something it shows changes: drawn once.
        whole = self.scope.whole_province
        key = f"province:{order}:{whole}:{selectors.version()}"
        body = cache.get(key)
        if body is None:
            context = _province(order) | {"whole": whole}
            body = render_to_string("learners/monitoring/province_body.html", context)
            cache.set(key, body, 300)
        return render(request, "learners/monitoring/province.html", {"body": body})


class CommuneView(StaffView):
    """One commune: its numbers, its trend, and the way to its people."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        area, province = _commune(code), selectors.province()
        row = next((row for row in province.rows if row.area.pk == code), None)
        if row is None:  # merged into another one by then
            return redirect("monitoring:commune", merged_on(province.day)[code])
        points = selectors.trend(day=province.day, indicator=PARTICIPANTS, area=area)
        like = alike(_comparable(row), [_comparable(one) for one in province.rows])
        names = {one.area.pk: str(one.area) for one in province.rows}
        context = {
            "like": like,
            "like_names": ", ".join(names[code] for code in like.codes) if like else "",
            "past": selectors.past(area=area, day=province.day),
            "area": area,
            "parts": Area.objects.filter(
                pk__in=parts_of(code, merged_on(province.day))[1:]
            ).order_by("ended_on", "sort_key"),
            "row": row,
            "denominators": [
                (one, one.share_of(row.proficient)) for one in denominators.of_commune(area)
            ],
            "province": province,
            "indicators": [(i, row.values[i.code]) for i in FOUR],
            "others": [(i, i.show(row.values[i.code])) for i in beside_the_four()],
            "movement": [line.indicator for line in movement.LINES if line.indicator],
            "chart": line_chart(points),
            "points": points,
            "may_see_people": self.scope.covers(code),
        }
        return render(request, "learners/monitoring/commune.html", context)


class PeopleView(StaffView):
    """The people of a commune stand in the register; this address still leads there."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        area = _commune(code)
        if not self.scope.covers(code):
            raise Http404  # what one may not see is not known to exist
        return redirect(f"{reverse('registry:list')}?xa={area.pk}")


def _commune(code: str) -> Area:
    if not code.isdecimal():  # nor does PostgreSQL take every character
        raise Http404
    return get_object_or_404(Area.objects.ever_communes(), pk=code)


def _province(order: str) -> dict[str, Any]:
    province = selectors.province()
    points = selectors.trend(day=province.day, indicator=PROFICIENT)
    return {
        "told": proving.told(),
        "missing": proving.missing(),
        "denominators": [
            (one, one.share_of(province.totals[PROFICIENT.code]))
            for one in denominators.of_province(communes=len(province.rows))
        ],
        "others": [(one, one.show(province.totals[one.code])) for one in beside_the_four()],
        "tiles": _tiles(province),
        "key": [(level, f"dưới {level * 20} %") for level in range(1, 5)] + [(5, "từ 80 %")],
        "barred": [row for row in province.rows if row.share is not None],
        "trainer_lists": _trainer_lists(),
        "province": province,
        "rows": selectors.ordered(province.rows, order),
        "order": order,
        "columns": _columns(order),
        "four": [(i, province.totals[i.code]) for i in FOUR],
        "chart": line_chart(points),
        "points": points[::7],
    }


def _trainer_lists() -> list[tuple[str, str]]:
    """Each tier with each state that somebody may be looked for in: words, and the address."""
    return [
        (f"{tier.label}: {words}", urlencode({"bac": tier.value, "tinh-trang": state}))
        for tier in Tier
        for state, words in CHOICES
    ]


def _comparable(row: selectors.CommuneRow) -> Commune:
    return Commune(row.area.pk, row.area.kind, row.target, row.share, row.weekly)


def _tiles(province: selectors.Province) -> list[tuple[selectors.CommuneRow, int]]:
    """The communes in the order of their tiles, each with its shade."""
    places = [Place(row.area.pk, row.area.latitude, row.area.longitude) for row in province.rows]
    grid = tile_grid(places, columns=TILE_COLUMNS)
    rows = sorted(province.rows, key=lambda row: grid[row.area.pk])
    return [(row, shade(row.share)) for row in rows]


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
