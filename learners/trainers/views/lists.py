"""The register of trainers: the list, who covers what, and who trained whom."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learners.people.listing import Filters as PeopleFilters
from learners.people.listing import register_page
from learners.people.models import Learner
from learners.people.searching import LONGEST
from learners.people.selectors import commune_names
from learners.trainers import selectors, services
from learners.trainers.filters import read_filters
from learners.trainers.forms import ChooseForm
from learners.trainers.listing import DESK, Page, desk_counts, trainers_page
from learners.trainers.models import Tier
from learners.trainers.states import CHOICES
from lms.core import audit
from lms.core.access import Scope, account_of
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE
from lms.core.staff import StaffView

MOST_FOUND = 20


class ListView(StaffView):
    """The files of one's scope, by key and not by page number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, filters = account_of(request), read_filters(request.GET, self.scope)
        page = trainers_page(user=user, filters=filters, key=request.GET.get("sau", ""))
        target = filters.area or "trainers"
        audit.record(actor=user, action="trainers.look", target=target, rows=len(page.rows))
        counts = desk_counts(user)
        context = {
            "filters": filters,
            "page": page,
            "next_page": _next_page(request, page),
            "first": not request.GET.get("sau"),
            "desk": [(code, words, counts[code]) for code, (words, _) in DESK.items()],
            "desk_words": DESK[filters.desk][0] if filters.desk else "",
            "tiers": Tier.choices,
            "states": CHOICES,
            "communes": communes_of(self.scope),
            "may_register": self.scope.may_register and _keeps_somewhere(self.scope),
            "to_judge": selectors.to_judge(user),
        }
        return render(request, "learners/trainers/list.html", context)


def _next_page(request: HttpRequest, page: Page) -> str:
    asked = request.GET.copy()
    asked["sau"] = page.next_key
    return f"?{asked.urlencode()}"


def communes_of(scope: Scope) -> dict[str, str]:
    """What the field of places offers: nothing to choose where there is one."""
    if scope.whole_province:
        return {PROVINCE_CODE: "Cấp tỉnh", **commune_names()}
    names = commune_names()
    held = {code: names[code] for code in names if code in scope.places}
    return held if len(held) > 1 else {}


def _keeps_somewhere(scope: Scope) -> bool:
    return scope.whole_province or bool(scope.communes)


class AddView(StaffView):
    """Find somebody on the register and open their file."""

    gate = "may_register"

    def get(
        self, request: HttpRequest, form: ChooseForm | None = None, problem: str = ""
    ) -> HttpResponse:
        if not _keeps_somewhere(self.scope):
            raise PermissionDenied
        user = account_of(request)
        text = request.GET.get("tim", "").replace("\x00", "")[:LONGEST]
        found = []
        if text:
            filters = PeopleFilters(text=text)
            found = register_page(user=user, filters=filters, size=MOST_FOUND).rows
            audit.record(actor=user, action="people.look", target="trainers", rows=len(found))
        status = 422 if problem or (form and form.errors) else 200
        context = {
            "form": form or ChooseForm(),
            "text": text,
            "found": found,
            "names": commune_names(),
            "problem": problem,
            "only_core": not self.scope.whole_province,
        }
        return render(request, "learners/trainers/add.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        user, form = account_of(request), ChooseForm(request.POST)
        people = Learner.objects.standing().visible_to(user)
        learner = people.filter(pk=_number(request.POST.get("learner", ""))).first()
        if learner is None:
            raise Http404
        if not form.is_valid():
            return self.get(request, form)
        told: dict[str, Any] = form.cleaned_data
        try:
            file = services.open_file(
                learner=learner, tier=Tier(told["tier"]), words=told["words"], actor=user
            )
        except DomainError as error:
            return self.get(request, form, problem=error.message)
        messages.success(request, f"Hồ sơ của {learner.full_name} đã có trong sổ giảng viên.")
        return redirect("trainers:trainer", pk=file.pk)


def _number(typed: str) -> int:
    return int(typed[:18]) if typed.isascii() and typed.isdigit() else 0


class CoverView(StaffView):
    """Which communes, hamlets and languages have a trainer, and how many people each has."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        rows = selectors.cover(user)
        code = request.GET.get("xa", "")
        one = next((row for row in rows if row.area.pk == code), None)
        if code and one is None:
            raise Http404
        if not code and len(rows) == 1:
            one = rows[0]
        context = {
            "rows": rows,
            "one": one,
            "hamlets": selectors.hamlets(one.area) if one else None,
            "bare": sum(row.trainers == 0 for row in rows),
            "bare_hamlets": sum(row.bare_hamlets for row in rows),
            "without_figures": sum(row.people is None for row in rows),
        }
        audit.record(actor=user, action="trainers.look", target="cover", rows=len(rows))
        return render(request, "learners/trainers/cover.html", context)


class CascadeView(StaffView):
    """Who trained whom, and how far each branch reaches; a branch opens down to its people."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        rows = selectors.reach(user)
        audit.record(actor=user, action="trainers.look", target="cascade", rows=len(rows))
        return render(request, "learners/trainers/cascade.html", {"rows": rows})
