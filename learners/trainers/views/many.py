"""One act on several files, ticked on one page: a decision, a confirmation, the next step."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from learners.trainers import listing, many
from learners.trainers.conditions import months_before
from learners.trainers.filters import read_filters
from learners.trainers.forms import ConfirmManyForm, DecisionForm, MoveManyForm
from learners.trainers.listing import Filters
from learners.trainers.models import Tier, TrainerFile
from learners.trainers.reviewing import rule_on
from learners.trainers.states import State
from learners.trainers.views.lists import communes_of
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE, Area
from lms.core.staff import StaffView


class ManyView(StaffView):
    """Files of one tier, in one commune or in all of the scope, and a form for those ticked."""

    gate = "may_register"
    title: ClassVar[str]
    lead: ClassVar[str]
    button: ClassVar[str]
    states: ClassVar[Sequence[State]]
    only_ready: ClassVar[bool] = False

    def form(self, data: Any = None) -> forms.Form:
        """The form, filled with what was sent."""
        raise NotImplementedError

    def act(self, files: Sequence[TrainerFile], told: dict[str, Any]) -> int:
        """The one service; how many."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, ticked = self.form(request.POST), self.ticked()
        if not form.is_valid():
            return self.show(form, status=422)
        seen = TrainerFile.objects.standing().watched_by(account_of(request))
        files = list(seen.filter(pk__in=ticked).select_related("learner", "area"))
        try:
            done = self.act(files, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=422)
        messages.success(request, f"Đã ghi cho {done} người.")
        return redirect(request.get_full_path())

    def ticked(self) -> set[int]:
        """The ids that were ticked; what is none is ignored."""
        sent = self.request.POST.getlist("ho-so")
        return {int(one[:18]) for one in sent if one.isascii() and one.isdigit()}

    @property
    def filters(self) -> Filters:
        """The tier and commune that the address asks for; core trainers where none is."""
        found = read_filters(self.request.GET, self.scope)
        return Filters(area=found.area, tier=found.tier or Tier.CORE)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """The form above the people."""
        user, filters = account_of(self.request), self.filters
        rows = listing.on_the_way(
            user=user, filters=filters, states=self.states, ready=self.only_ready, most=many.MOST
        )
        target = filters.area or "trainers"
        audit.record(actor=user, action="trainers.look", target=target, rows=len(rows))
        ticked = self.ticked()
        context = {
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "form": form,
            "rows": [(file, file.pk in ticked) for file in rows],
            "most": many.MOST if len(rows) == many.MOST else None,
            "filters": filters,
            "communes": communes_of(self.scope),
            "tiers": Tier.choices if self.scope.whole_province else [],
            "only_ready": self.only_ready,
        }
        return render(self.request, "learners/trainers/many.html", context, status=status)


class AppointManyView(ManyView):
    """One decision for several who are ready."""

    title, button = "Một quyết định cho nhiều người", "Ghi quyết định cho những người đã đánh dấu"
    lead = (
        "Ghi quyết định một lần, rồi đánh dấu những người có tên trong đó. Ở đây chỉ có người đang "
        "chờ đánh giá và đã đủ điều kiện; mỗi người được công nhận ở địa bàn trong hồ sơ của mình. "
        "Có một người chưa ghi được thì chưa ghi cho ai, và trang này nói rõ vì sao."
    )
    states, only_ready = (State.WAITING,), True

    def form(self, data: Any = None) -> forms.Form:
        start = timezone.localdate()
        rule = rule_on(self.filters.tier, start)
        end = months_before(start, -(rule.months_valid if rule else 12))
        area = self.filters.area or self._only_area()
        own = area is not None and area.pk != PROVINCE_CODE
        name = f"{str(area)[:1].lower()}{str(area)[1:]}"
        initial = {
            "decided_on": start,
            "issuer": f"Ủy ban nhân dân {name}" if own else "Sở Khoa học và Công nghệ",
            "valid_from": start,
            "valid_to": end.fromordinal(end.toordinal() - 1),
        }
        return DecisionForm(data, initial=initial)

    def _only_area(self) -> Area | None:
        held = [] if self.scope.whole_province else list(self.scope.communes)
        return Area.objects.filter(pk=held[0]).first() if len(held) == 1 else None

    def act(self, files: Sequence[TrainerFile], told: dict[str, Any]) -> int:
        area = files[0].area if files else Area.objects.get(pk=PROVINCE_CODE)
        decision = DecisionForm.decision_of(told | {"area": area})
        return many.appoint_many(files=files, decision=decision, actor=account_of(self.request))


class ConfirmManyView(ManyView):
    """An officer's word for several."""

    title, button = "Xác nhận cho nhiều người", "Xác nhận cho những người đã đánh dấu"
    lead = (
        "Dùng khi nhiều người cùng dự một buổi tập huấn, hoặc cùng có tên trong một văn bản giới "
        "thiệu. Có một người chưa ghi được thì chưa ghi cho ai, và trang này nói rõ vì sao."
    )
    states = (State.CANDIDATE, State.TRAINING, State.WAITING)

    def form(self, data: Any = None) -> forms.Form:
        return ConfirmManyForm(data, rule=rule_on(self.filters.tier, timezone.localdate()))

    def act(self, files: Sequence[TrainerFile], told: dict[str, Any]) -> int:
        return many.confirm_many(files=files, actor=account_of(self.request), **told)


class MoveManyView(ManyView):
    """Several who miss nothing go on."""

    title, button = "Chuyển bước cho nhiều người", "Chuyển những người đã đánh dấu"
    lead = (
        "Ở đây chỉ có người đã đủ điều kiện để đi bước tiếp. Có một người chưa chuyển được thì "
        "chưa chuyển ai, và trang này nói rõ vì sao."
    )
    states, only_ready = (State.CANDIDATE, State.TRAINING), True

    def form(self, data: Any = None) -> forms.Form:
        return MoveManyForm(data)

    def act(self, files: Sequence[TrainerFile], told: dict[str, Any]) -> int:
        actor = account_of(self.request)
        return many.move_many(files=files, to=State(told["to"]), actor=actor)
