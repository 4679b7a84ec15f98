"""Goals: what is to be reached, by when, whose task; and each commune's part."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from learners.monitoring import goals, selectors
from learners.monitoring.forms import GoalForm, SharesForm
from learners.monitoring.models import Goal
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE
from lms.core.staff import StaffView


class GoalsView(StaffView):
    """All goals with where they stand."""

    def get(self, request: HttpRequest) -> HttpResponse:
        states = selectors.all_goal_states(account_of(request))
        context = {"states": states, "may_change": self.scope.keeps_province}
        return render(request, "learners/monitoring/goals.html", context)


class GoalView(StaffView):
    """A new goal, or one set right."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        goal = self._goal(pk)
        initial = GoalForm.initial_of(goal) if goal else {"area": PROVINCE_CODE}
        return self._page(GoalForm(initial=initial), goal)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        goal, form = self._goal(pk), GoalForm(request.POST)
        if form.is_valid():
            try:
                saved = goals.save_goal(facts=form.facts(), goal=goal, actor=account_of(request))
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, f"Đã ghi mục tiêu “{saved.title}”.")
                return redirect("monitoring:goals")
        return self._page(form, goal, status=422)

    def _goal(self, pk: int | None) -> Goal | None:
        if not self.scope.keeps_province:
            raise PermissionDenied
        return None if pk is None else get_object_or_404(Goal, pk=pk)

    def _page(self, form: GoalForm, goal: Goal | None, status: int = 200) -> HttpResponse:
        context = {"form": form, "goal": goal}
        return render(self.request, "learners/monitoring/goal.html", context, status=status)


class SharesView(StaffView):
    """The parts of the communes: by a stated rule, or by hand; their sum is the goal."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        goal = get_object_or_404(Goal, pk=pk, organisation=None)
        return self._page(SharesForm(initial={"way": SharesForm.BY_PEOPLE}), goal)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.scope.keeps_province:
            raise PermissionDenied
        form = SharesForm(request.POST)
        goal = get_object_or_404(Goal, pk=pk, organisation=None)
        if form.is_valid():
            try:
                goals.set_shares(
                    goal=goal,
                    shares=_shares(goal, form),
                    rule=form.cleaned_data["rule"],
                    actor=account_of(request),
                )
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, "Đã giao chỉ tiêu cho các xã, phường.")
                return redirect("monitoring:shares", pk=goal.pk)
        return self._page(form, goal, status=422)

    def _page(self, form: SharesForm, goal: Goal, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "goal": goal,
            "shares": goal.shares.select_related("area").order_by("area__sort_key"),
            "may_change": self.scope.keeps_province,
        }
        return render(self.request, "learners/monitoring/shares.html", context, status=status)


def _shares(goal: Goal, form: SharesForm) -> Mapping[str, int]:
    way = form.cleaned_data["way"]
    if way == SharesForm.BY_PEOPLE:
        return goals.shares_by_people(goal)
    if way == SharesForm.EVENLY:
        return goals.shares_evenly(goal)
    return goals.shares_by_hand(form.cleaned_data["table"], day=timezone.localdate())
