"""What stands behind a number of a commune: its facts, one by one, each with its page."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from learners.monitoring import selectors
from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import all_indicators
from lms.core import audit
from lms.core.access import account_of
from lms.core.models import Area
from lms.core.staff import StaffView


class EvidenceView(StaffView):
    """The facts of one indicator in one commune on one day, for those whose commune it is."""

    def get(self, request: HttpRequest, code: str, indicator: str) -> HttpResponse:
        if not code.isdecimal() or not self.scope.covers(code):
            raise Http404  # what one may not see is not known to exist
        area = get_object_or_404(Area, pk=code)
        one = _indicator(indicator)
        day = _day(request.GET.get("ngay", ""))
        after = request.GET.get("sau", "")
        page = selectors.evidence_page(
            indicator=one, area=area, day=day, after=int(after) if after.isdecimal() else 0
        )
        audit.record(
            actor=account_of(request),
            action="monitoring.look_evidence",
            target=area,
            indicator=one.code,
            day=day.isoformat(),
            rows=len(page.lines),
        )
        context: dict[str, Any] = {
            "area": area,
            "indicator": one,
            "shown": one.show(page.value),
            "day": day,
            "page": page,
        }
        return render(request, "learners/monitoring/evidence.html", context)


def _indicator(code: str) -> Indicator:
    found = {one.code: one for one in all_indicators()}
    if code not in found:
        raise Http404
    return found[code]


def _day(typed: str) -> date:
    """The day that was asked for, or that of the last count."""
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        return selectors.shown_day()
