"""What stands behind a number of a commune: its facts, one by one, each with its page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from learners.monitoring import selectors
from learners.monitoring.forms import DayForm
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
        day = selectors.day_asked(request.GET.get("ngay", ""))
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
            "version": one.version_on(day),
            "rule": one.rule(day),
            "day": day,
            "page": page,
        }
        return render(request, "learners/monitoring/evidence.html", context)


class DefinitionsView(StaffView):
    """What each number means, or meant on a past day, and since when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("ngay", "").strip()
        asked = DayForm({"ngay": typed}) if typed else DayForm()
        day = asked.cleaned_data["ngay"] if typed and asked.is_valid() else selectors.shown_day()
        context: dict[str, Any] = {
            "form": asked,
            "day": day,
            "meanings": [(one, one.version_on(day), one.rule(day)) for one in all_indicators()],
        }
        status = 422 if typed and asked.errors else 200
        return render(request, "learners/monitoring/definitions.html", context, status=status)


def _indicator(code: str) -> Indicator:
    found = {one.code: one for one in all_indicators()}
    if code not in found:
        raise Http404
    return found[code]
