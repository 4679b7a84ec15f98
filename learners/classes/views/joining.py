"""Joining a class: by link, by the QR of its poster, by its code; leaving it; helping others."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from learners.classes import helping, posters, selectors, services
from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.people_forms import HelpForm
from learners.classes.views.base import ClassView
from learners.people.models import Learner
from learners.people.own import to_register
from learners.people.selectors import learner_of
from learners.people.teams import headed_by
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.limits import allow
from lms.core.tokens import CLASS_LENGTH, BadCode, parse_code

WRONG = "Không có lớp nào mang mã này. Hãy xem lại từng chữ, từng số trên tờ giấy."
TOO_OFTEN = "Đã thử quá nhiều mã. Hãy chờ một phút rồi nhập lại."


class PosterView(ClassView):
    """The sheet for a wall: course, place, days, a large QR, the code. Print-friendly A4."""

    template = "learners/classes/poster.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        address = posters.address_of(training_class)
        sessions = selectors.sessions_of(training_class).exclude(state=Session.State.CANCELLED)
        return self.page(
            request,
            training_class=training_class,
            qr=posters.draw(address),
            address=address,
            code_address=posters.code_address(),
            sessions=list(sessions),
            trainers=selectors.trainers_of(training_class),
        )


@method_decorator(never_cache, name="dispatch")
class CodeView(View):
    """The code of a class is typed here, from a poster; and the classes one is in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("ma", "")[:40]
        # Generous: a whole hall is one address. Guessing opens no more than a chair.
        if not allow(f"class-code:{request.META['REMOTE_ADDR']}", amount=300, seconds=60):
            return self._show(typed, TOO_OFTEN)
        found = class_by_code(typed)
        if found is None:
            return self._show(typed, WRONG)
        return redirect("joining:join", found.code)

    def _show(self, typed: str = "", problem: str = "") -> HttpResponse:
        learner = learner_of(self.request.user)
        context = {
            "typed": typed,
            "problem": problem,
            "seats": selectors.own_seats(learner=learner) if learner else [],
            "heads_team": learner and headed_by(account_of(self.request)).exists(),
        }
        template, status = "learners/classes/code.html", 422 if problem else 200
        return render(self.request, template, context, status=status)


@method_decorator(never_cache, name="dispatch")
class JoinView(View):
    """A class from outside: what it is, and one button. Who is new goes through the one door."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(self._class(code))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        training_class = self._class(code)
        register = to_register(back=request.path)
        if not request.user.is_authenticated:  # through the one door, onto the register, and back
            return redirect_to_login(register)
        learner = learner_of(request.user)
        if learner is None:
            return redirect(register)
        try:
            self._do(training_class, learner)
        except DomainError as error:
            return self._show(training_class, error.message, status=422)
        return redirect("joining:join", training_class.code)

    def _do(self, training_class: TrainingClass, learner: Learner) -> None:
        user = account_of(self.request)
        if self.request.POST.get("act") != "leave":
            services.take_seat(
                training_class=training_class, learner=learner, via=Seat.Via.LINK, actor=user
            )
        elif seat := selectors.seat_of(training_class=training_class, learner=learner):
            services.leave(seat=seat, actor=user)

    def _class(self, code: str) -> TrainingClass:
        found = class_by_code(code)
        if found is None:
            raise Http404
        return found

    def _show(
        self, training_class: TrainingClass, problem: str = "", status: int = 200
    ) -> HttpResponse:
        learner = learner_of(self.request.user)
        seat = learner and selectors.seat_of(training_class=training_class, learner=learner)
        sessions = list(
            selectors.sessions_of(training_class).exclude(state=Session.State.CANCELLED)
        )
        now = timezone.now()
        begun = [one for one in sessions if one.starts_at <= now]
        context: dict[str, Any] = {
            "training_class": training_class,
            "sessions": sessions,
            "may_help": learner and helping.sessions_to_help(sessions=begun, helper=learner),
            "trainers": selectors.trainers_of(training_class),
            "learner": learner,
            "seat": seat if seat and seat.state != Seat.State.LEFT else None,
            "line": selectors.place_in_line(seat) if seat and seat.state == "waiting" else 0,
            "full": training_class.seats_taken.seated().count() >= training_class.seats,
            "is_open": training_class.state == TrainingClass.State.OPEN,
            "problem": problem,
        }
        return render(self.request, "learners/classes/join.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class OwnHelpView(LoginRequiredMixin, View):
    """“I am helping Mrs X”: a helper notes whom they sat beside, by name as she is called."""

    session: Session
    learner: Learner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        learner = learner_of(request.user)
        if learner is None:
            raise Http404
        shown = ("training_class__course", "training_class__commune")
        session = Session.objects.select_related(*shown).filter(pk=kwargs["pk"]).first()
        # Of the class, or of a digital team there; nobody else is told that it exists.
        if session is None or not helping.may_help(session=session, helper=learner):
            raise Http404
        self.session, self.learner = session, learner
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(HelpForm(own=True, session=self.session))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = HelpForm(request.POST, own=True, session=self.session)
        if form.is_valid():
            typed = form.cleaned_data["learner"]
            try:
                noted = helping.note_help(
                    session=self.session,
                    helper=self.learner,
                    learner=helping.learner_in_class(
                        training_class=self.session.training_class, typed=typed
                    ),
                    minutes=form.cleaned_data["minutes"],
                    actor=account_of(request),
                )
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, f"Đã ghi: bạn giúp học {noted.minutes} phút. Cảm ơn bạn.")
                return redirect("joining:help", pk=pk)
        return self._show(form, status=422)

    def _show(self, form: HelpForm, status: int = 200) -> HttpResponse:
        own = self.session.help.filter(helper=self.learner).select_related("learner")
        context = {
            "session": self.session,
            "training_class": self.session.training_class,
            "form": form,
            "noted": helping.with_standing(own.order_by("-pk")),
        }
        return render(self.request, "learners/classes/own_help.html", context, status=status)


def class_by_code(typed: str) -> TrainingClass | None:
    """The class whose code was typed or scanned, forgiving a reader's eye."""
    try:
        code = parse_code(typed, CLASS_LENGTH)
    except BadCode:
        return None
    shown = ("course", "commune", "organisation")
    return TrainingClass.objects.select_related(*shown).filter(code=code).first()
