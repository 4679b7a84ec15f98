"""The four numbers cut finer, and the national movement's five; all of it kept in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from learners.monitoring import cutting, evidence, movement, slicing
from learners.monitoring.indicators import FOUR
from learners.monitoring.slicing import Slice
from learners.monitoring.views.evidence import key_asked
from lms.core import audit
from lms.core.access import account_of
from lms.core.forms import day_of
from lms.core.models import PROVINCE_CODE
from lms.core.staff import StaffView

_PLACE_KEYS = {"noi", "sau"}  # of the address: what the table of places does not ask for


class SliceView(StaffView):
    """A table of one number by place, for the filters of the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        asked = cutting.asked_of(request.GET, user)
        rows, total = cutting.rows_of(asked)
        context: dict[str, Any] = {
            "asked": asked,
            "since": asked.since.strftime("%d/%m/%Y") if asked.since else _typed(request, "tu"),
            "until": _typed(request, "den") or asked.day.strftime("%d/%m/%Y"),
            "problems": _problems(request, asked),
            "definition": asked.indicator.version_on(asked.day).definition,
            "rows": rows,
            "total": total,
            "unknown": slicing.UNKNOWN[asked.place],
            "indicators": FOUR,
            "places": slicing.PLACES.items(),
            "modes": slicing.MODES.items(),
            "ages": slicing.AGE_WORDS.items(),
            "sexes": slicing.SEXES.items(),
            "organisations": cutting.units_for(user),
            "asked_for": _filters_of(request),
            "whole": self.scope.whole_province,
            "place_words": slicing.PLACES[asked.place],
        }
        return render(request, "learners/monitoring/slice.html", context)


class SliceEvidenceView(StaffView):
    """The facts behind one line of a slice (`noi`: a place or `khong-ro`), or behind its sum."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = cutting.asked_of(request.GET, account_of(request))
        place = request.GET.get("noi", "")
        facts, place_words = cutting.facts_of(asked, place)
        one = asked.counted
        page = evidence.page_of_facts(
            indicator=one,
            facts=facts,
            value=one.value_of(facts),
            after=key_asked(request.GET.get("sau", "")),
        )
        audit.record(
            actor=account_of(request),
            action="monitoring.look_evidence",
            target=f"core.area:{place or PROVINCE_CODE}",
            indicator=one.code,
            day=asked.day.isoformat(),
            rows=len(page.lines),
            cut=True,
        )
        context: dict[str, Any] = {
            "up": "Lọc số liệu",
            "up_url": f"{reverse('monitoring:slice')}?{_filters_of(request)}",
            "place": f"{slicing.PLACES[asked.place]}: {place_words}",
            "indicator": one,
            "shown": one.show(page.value),
            "version": one.version_on(asked.day),
            "rule": one.rule(asked.day),
            "day": asked.day,
            "since": asked.since,
            "page": page,
        }
        return render(request, "learners/monitoring/evidence.html", context)


class MovementView(StaffView):
    """The national movement's five, as far as the register knows them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day, lines = movement.lines_shown()
        context = {"lines": lines, "day": day, "whole": self.scope.whole_province}
        return render(request, "learners/monitoring/movement.html", context)


def _filters_of(request: HttpRequest) -> str:
    """The filters of the address, without the place and the page of evidence."""
    asked = request.GET.dict().items()
    return urlencode({name: str(word) for name, word in asked if name not in _PLACE_KEYS})


def _typed(request: HttpRequest, name: str) -> str:
    """What was typed for a day, as far as a day is long."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:20]


def _problems(request: HttpRequest, asked: Slice) -> list[str]:
    """What of the days cannot be, a sentence each; the table is shown without it."""
    days = [typed for name in ("tu", "den") if (typed := _typed(request, name))]
    found = [
        f"“{typed}” không phải là ngày nên chưa dùng để lọc. Hãy nhập như 24/11/2026."
        for typed in days
        if day_of(typed) is None
    ]
    if asked.since and asked.since > asked.day:
        found.append("“Từ ngày” đứng sau “Đến hết ngày” nên không có ai. Hãy sửa một trong hai.")
    return found
