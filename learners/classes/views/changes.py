"""What changes about a class: its place, its trainers, its sessions, and calling it off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from learners.classes import changing, selectors
from learners.classes.forms import PlaceForm, SessionForm, TrainersForm, place_of
from learners.classes.models import Session, TrainingClass
from learners.classes.permissions import may_run
from learners.classes.views.base import RunView
from learners.people.selectors import learner_of
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError


class ChangeView(RunView):
    """One page with a small form for each thing that may change; each button does one."""

    template = "learners/classes/change.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self.class_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        act, _, key = request.POST.get("act", "").partition(":")
        acts = {
            "place": self._place,
            "trainers": self._trainers,
            "add": self._add,
            "move": self._move,
            "drop": self._drop,
            "cancel": self._cancel,
        }
        if act not in acts:
            raise Http404
        forms = self._forms(training_class)
        name = f"session_{key}" if act == "move" else act
        form = self._sent(name, training_class)
        try:
            if form is None or form.is_valid():
                messages.success(request, acts[act](training_class, form, key))
                return self._after(act, training_class)
        except DomainError as error:
            if form is None:
                return self._show(training_class, problem=error.message, status=422)
            form.add_error(None, as_validation_error(error))
        return self._show(training_class, forms={**forms, name: form}, form=form, status=422)

    def _after(self, act: str, training_class: TrainingClass) -> HttpResponse:
        """Where to go; who has given the class away sees it no longer."""
        if act == "trainers" and not may_run(
            user=account_of(self.request), training_class=training_class
        ):
            return redirect("classes:home")
        to = "classes:class" if act == "cancel" else "classes:change"
        return redirect(to, pk=training_class.pk)

    def _place(self, training_class: TrainingClass, form: Any, key: str) -> str:
        changing.change_place(
            training_class=training_class, place=form.place(), actor=account_of(self.request)
        )
        return "Đã đổi nơi học và số chỗ."

    def _trainers(self, training_class: TrainingClass, form: Any, key: str) -> str:
        changing.change_trainers(
            training_class=training_class, people=form.people(), actor=account_of(self.request)
        )
        return "Đã đổi giảng viên của lớp."

    def _add(self, training_class: TrainingClass, form: Any, key: str) -> str:
        made = changing.add_session(
            training_class=training_class, times=form.times(), actor=account_of(self.request)
        )
        return f"Đã thêm buổi {made.number}."

    def _move(self, training_class: TrainingClass, form: Any, key: str) -> str:
        session = self._session(training_class, key)
        changing.move_session(session=session, times=form.times(), actor=account_of(self.request))
        return f"Đã đổi buổi {session.number}; cả lớp được báo."

    def _drop(self, training_class: TrainingClass, form: Any, key: str) -> str:
        session = self._session(training_class, key)
        changing.cancel_session(session=session, actor=account_of(self.request))
        return f"Đã hủy buổi {session.number}; cả lớp được báo."

    def _cancel(self, training_class: TrainingClass, form: Any, key: str) -> str:
        changing.cancel_class(training_class=training_class, actor=account_of(self.request))
        return "Đã hủy lớp; những người đã ghi tên được báo."

    def _session(self, training_class: TrainingClass, key: str) -> Session:
        wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
        found = training_class.sessions.filter(pk=wanted).first()
        if found is None:
            raise Http404
        return found

    def _sent(self, name: str, training_class: TrainingClass) -> Any:
        """The form that was sent; None for a button alone."""
        data = self.request.POST
        if name == "place":
            return PlaceForm(
                data, prefix="noi", scope=self.scope, held_in=training_class.commune_id
            )
        if name == "trainers":
            return self._trainers_form(training_class, data=data)
        if name == "add" or name.startswith("session_"):
            return SessionForm(data, prefix=name)
        return None

    def _forms(self, training_class: TrainingClass) -> dict[str, Any]:
        last = training_class.sessions.order_by("-starts_at").first()
        told = SessionForm.initial_of(last) if last else {}
        return {
            "place": PlaceForm(
                initial=place_of(training_class),
                prefix="noi",
                scope=self.scope,
                held_in=training_class.commune_id,
            ),
            "trainers": self._trainers_form(training_class),
            "add": SessionForm(prefix="add", initial=told | {"day": None, "topic": ""}),
        }

    def _trainers_form(self, training_class: TrainingClass, **told: Any) -> TrainersForm:
        people = [one.learner for one in selectors.trainers_of(training_class)]
        initial = {"trainers": [person.pk for person in people]}
        lead = people[0] if people else learner_of(self.request.user)
        return TrainersForm(
            **told, initial=initial, prefix="gv", scope=self.scope, me=lead, also=people
        )

    def _show(
        self,
        training_class: TrainingClass,
        forms: dict[str, Any] | None = None,
        status: int = 200,
        **told: Any,
    ) -> HttpResponse:
        forms = forms or self._forms(training_class)
        rows = []
        for session in selectors.sessions_of(training_class):
            name = f"session_{session.pk}"
            form = forms.get(name) or SessionForm(
                prefix=name, initial=SessionForm.initial_of(session)
            )
            rows.append((session, form))
        return self.page(
            self.request,
            status=status,
            training_class=training_class,
            forms=forms,
            rows=rows,
            held=any(session.state == Session.State.HELD for session, _ in rows),
            is_open=training_class.state == TrainingClass.State.OPEN,
            today=timezone.localdate(),
            **told,
        )
