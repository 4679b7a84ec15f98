"""Digital teams of hamlets: the list, and the helpers of one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from learners.people import teams
from learners.people.forms import commune_label
from learners.people.listing import Filters, register_page
from learners.people.models import DigitalTeam, Learner
from learners.people.searching import LONGEST
from learners.people.selectors import commune_names
from learners.registry.forms import TeamForm
from learners.registry.views.people import rows_of
from lms.core import audit
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.staff import StaffView

MOST_FOUND = 10


class ListView(StaffView):
    """The teams of one's communes, and the form that sets up another."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(TeamForm(initial=self._initial()))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.scope.may_register:
            raise PermissionDenied
        form = TeamForm(request.POST)
        if form.is_valid():
            try:
                team = teams.open_team(**form.cleaned_data, actor=account_of(request))
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                return redirect("registry:team", pk=team.pk)
        return self._page(form)

    def _page(self, form: TeamForm) -> HttpResponse:
        context = {
            "teams": teams.teams_in(self.scope)[:1_000],
            "form": form,
            "may_register": self.scope.may_register,
        }
        return render(self.request, "learners/registry/teams.html", context)

    def _initial(self) -> dict[str, Any]:
        if len(self.scope.communes) != 1:
            return {}
        return {"commune": commune_label(Area.objects.get(pk=next(iter(self.scope.communes))))}


class TeamView(StaffView):
    """One team: who helps, since when; people of the register are added by searching them."""

    @cached_property
    def team(self) -> DigitalTeam:
        """The team, if its commune is watched over; else it is not found."""
        found = DigitalTeam.objects.select_related("commune").filter(pk=self.kwargs["pk"]).first()
        if found is None or not self.scope.covers(found.commune_id):
            raise Http404
        return found

    def get(self, request: HttpRequest, pk: int, problem: str = "") -> HttpResponse:
        text = request.GET.get("tim", "").replace("\x00", "")[:LONGEST]
        found = []
        if text:
            filters = Filters(text=text, commune=self.team.commune)
            found = register_page(user=account_of(request), filters=filters, size=MOST_FOUND).rows
        members = self.team.members.select_related("learner").order_by(
            "valid_to", "-is_head", "learner__sort_key"
        )
        shown = list(members)
        audit.record(
            actor=account_of(request),
            action="people.look",
            target=self.team,
            rows=len(shown) + len(found),
        )
        context = {
            "team": self.team,
            "members": shown,
            "found": list(zip(found, rows_of(found, commune_names()), strict=True)),
            "text": text,
            "problem": problem,
            "may_change": self.scope.may_register and self.team.is_active,
        }
        return render(request, "learners/registry/team.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.scope.may_register:
            raise PermissionDenied
        try:
            done = self._act(request)
        except DomainError as error:
            return self.get(request, pk, problem=error.message)
        messages.success(request, done)
        return redirect("registry:team", pk=pk)

    def _act(self, request: HttpRequest) -> str:
        actor, today = account_of(request), timezone.localdate()
        if one := request.POST.get("add", "") or request.POST.get("head", ""):
            people = Learner.objects.standing().visible_to(actor)
            learner = people.filter(pk=_number(one)).first()
            if learner is None:
                raise Http404
            is_head = "head" in request.POST
            teams.add_member(
                team=self.team, learner=learner, is_head=is_head, valid_from=today, actor=actor
            )
            return f"{learner.full_name} nay là {'tổ trưởng' if is_head else 'thành viên'} của tổ."
        if one := request.POST.get("end", ""):
            member = self.team.members.filter(pk=_number(one)).first()
            if member is None:
                raise Http404
            teams.end_member(member=member, valid_to=today, actor=actor)
            return "Đã ghi ngày thôi tham gia tổ."
        if "close" in request.POST:
            teams.close_team(team=self.team, actor=actor)
            return "Tổ đã dừng hoạt động."
        raise Http404


def _number(typed: str) -> int:
    return int(typed[:18]) if typed.isascii() and typed.isdigit() else 0
