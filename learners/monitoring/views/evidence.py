"""What stands behind a number: its facts, one by one, each with its page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from learners.monitoring import evidence, movement, selectors
from learners.monitoring.forms import DayForm
from learners.monitoring.indicator import Indicator
from lms.core import audit
from lms.core.access import account_of
from lms.core.merged import standing_on
from lms.core.models import Area
from lms.core.staff import StaffView


class EvidenceView(StaffView):
    """The facts of one indicator on one day: in a commune, or in the whole province.

    For those whose commune it is; the province's for those who watch over all of it.
    """

    def get(self, request: HttpRequest, code: str, indicator: str) -> HttpResponse:
        if not code.isdecimal() or not self.scope.covers(code):
            raise Http404  # what one may not see is not known to exist
        area = get_object_or_404(Area, pk=code)
        one = _indicator(indicator)
        day = movement.day_for(one, request.GET.get("ngay", ""))
        page = evidence.evidence_page(
            indicator=one, area=area, day=day, after=key_asked(request.GET.get("sau", ""))
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
            "up": str(area) if area.level == Area.Level.COMMUNE else "",
            "up_url": reverse("monitoring:commune", args=[code]),
            "place": str(area),
            "into": None if area.exists_on(day) else standing_on(area, day),
            "indicator": one,
            "shown": one.show(page.value),
            "version": one.version_on(day),
            "rule": one.rule(day),
            "day": day,
            "page": page,
            "file": f"xa={area.pk}&so={one.code}&ngay={day:%Y-%m-%d}",
        }
        return render(request, "learners/monitoring/evidence.html", context)


def key_asked(word: str) -> int:
    """The key behind which a page begins; the beginning for what is no key."""
    return int(word[:18]) if word.isdecimal() else 0


class DefinitionsView(StaffView):
    """What each number means, or meant on a past day, and since when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("ngay", "").strip()
        asked = DayForm({"ngay": typed}) if typed else DayForm()
        day = asked.cleaned_data["ngay"] if typed and asked.is_valid() else selectors.shown_day()
        context: dict[str, Any] = {
            "form": asked,
            "day": day,
            "meanings": [
                (one, one.version_on(day), one.rule(day)) for one in movement.everything_listed()
            ],
        }
        status = 422 if typed and asked.errors else 200
        return render(request, "learners/monitoring/definitions.html", context, status=status)


def _indicator(code: str) -> Indicator:
    found = {one.code: one for one in movement.everything_listed()}
    if code not in found:
        raise Http404
    return found[code]
