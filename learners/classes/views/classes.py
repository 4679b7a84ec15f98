"""The trainer's home, a class, opening one, and one more like an earlier one."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from learners.classes import changing, selectors, services
from learners.classes.forms import CopyForm, OpenForm, first_day_after, old_times, place_like
from learners.classes.models import Session, TrainingClass
from learners.classes.views.base import ClassView, RunView
from learners.people.models import Learner
from learners.people.selectors import learner_of
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError

_OPENED = "Đã mở lớp. In tờ dán hoặc đọc mã lớp để mọi người vào."


class HomeView(ClassView):
    """Today's and coming sessions, one's own classes, and those that officers watch over."""

    template = "learners/classes/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        state, before = request.GET.get("loai", ""), request.GET.get("truoc", "")
        mine = selectors.own_classes(user=user)
        sessions, today = selectors.coming_sessions(user=user), timezone.localdate()
        watched = None
        if self.scope.may_watch or before or state or not mine:
            watched = selectors.class_page(user=user, state=state, before=before)
        return self.page(
            request,
            today=[one for one in sessions if timezone.localdate(one.starts_at) == today],
            coming=[one for one in sessions if timezone.localdate(one.starts_at) != today],
            mine=mine,
            watched=watched,
            watches=self.scope.may_watch,
            state=state,
            states=TrainingClass.State.choices,
            may_open=self.scope.may_run_classes,
        )


class ShowView(ClassView):
    """A class: where and when, who teaches, how full it is, and the way to what is done in it."""

    template = "learners/classes/class.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        sessions = list(selectors.sessions_of(training_class))
        now = timezone.now()
        standing = (one for one in sessions if one.state != Session.State.CANCELLED)
        current = next((one for one in standing if one.ends_at >= now), None)
        return self.page(
            request,
            training_class=training_class,
            sessions=sessions,
            current=current,
            now=now,
            is_today=current and timezone.localdate(current.starts_at) == timezone.localdate(),
            trainers=selectors.trainers_of(training_class),
            lists=list(training_class.lists.select_related("list", "handed_in_by")[:5]),
            may_run=self.may_run(training_class),
            is_open=training_class.state == TrainingClass.State.OPEN,
        )


class OpenView(RunView):
    """A new class on one screen; most is filled in from the last one."""

    template = "learners/classes/open.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, form=self._form(initial=self._initial()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(data=request.POST)
        if form.is_valid():
            try:
                made = services.open_class(plan=form.plan(), actor=account_of(request))
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, _OPENED)
                return redirect("classes:class", pk=made.pk)
        return self.page(request, status=422, form=form)

    def _form(self, **told: Any) -> OpenForm:
        return OpenForm(**told, scope=self.scope, me=self._me())

    def _me(self) -> Learner | None:
        """Whoever opens the class, if they teach."""
        me = learner_of(self.request.user)
        return me if me and self.scope.teaching else None

    def _initial(self) -> dict[str, Any]:
        user, me = account_of(self.request), self._me()
        tomorrow = timezone.localdate() + timedelta(days=1)
        told: dict[str, Any] = {"first_day": tomorrow, "trainers": [me.pk] if me else []}
        if before := selectors.last_class_of(user=user):
            told |= place_like(before) | {"course": before.course_id}
            if times := old_times(before):
                first = times[0]
                told |= {
                    "first_day": first_day_after(before, timezone.localdate()),
                    "starts": first.starts_at.time(),
                    "count": len(times),
                }
        return told


class CopyView(RunView):
    """One more class like an earlier one that may be seen: its days moved, nobody in it yet."""

    template = "learners/classes/copy.html"

    def class_of(self, pk: int) -> TrainingClass:
        """Any class one may look at is a pattern; where the new one may be, the service says."""
        return ClassView.class_of(self, pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.class_of(pk)
        told = place_like(source) | {"first_day": first_day_after(source, timezone.localdate())}
        form = CopyForm(initial=told, source=source, scope=self.scope)
        return self.page(request, form=form, source=source, count=len(old_times(source)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.class_of(pk)
        form = CopyForm(request.POST, source=source, scope=self.scope)
        if form.is_valid():
            plan = form.plan(changing.trainers_like(source=source, me=learner_of(request.user)))
            try:
                made = changing.copy_class(source=source, plan=plan, actor=account_of(request))
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, _OPENED)
                return redirect("classes:class", pk=made.pk)
        count = len(old_times(source))
        return self.page(request, status=422, form=form, source=source, count=count)
