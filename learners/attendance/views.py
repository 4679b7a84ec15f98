"""The register for whoever teaches, and coming in by QR for whoever learns."""

import time
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from learners.attendance import arrivals, codes, screens, selectors, services, shell
from learners.attendance.batches import MOST_BYTES, TOO_MUCH, UNREADABLE, BadBatch, read_batch
from learners.attendance.devices import device_of, mark_device
from learners.attendance.forms import OnTheSpotForm
from learners.attendance.ledger import ID_TAKEN
from learners.attendance.models import Presence
from learners.attendance.syncing import Answer, sync
from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.permissions import may_run
from learners.classes.services import take_seat
from learners.classes.spot import GUARDIAN_SIGNS_TOO
from learners.people.models import Learner
from learners.people.own import to_register
from learners.people.selectors import learner_of
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class SessionView(StaffView):
    """A screen of one session: of a class that one teaches or watches over."""

    gate = "may_teach"

    def session(self, pk: int) -> Session:
        """The session, or a 404 for whoever may not see it."""
        found = Session.objects.visible_to(account_of(self.request)).select_related(
            "training_class__course", "training_class__commune"
        )
        return get_object_or_404(found, pk=pk)

    def may_write(self, session: Session) -> bool:
        """Whether its register is theirs to write, today."""
        is_open = session.training_class.state == TrainingClass.State.OPEN
        user = account_of(self.request)
        return is_open and may_run(user=user, training_class=session.training_class)


class RegisterView(SessionView):
    """The names of a class, to be tapped. Kept by the phone, so that it opens with no signal."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session(pk)
        audit.record(actor=account_of(request), action="attendance.open", target=session)
        return self.page(session, OnTheSpotForm(initial={"spot": uuid4()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session(pk)
        form = OnTheSpotForm(request.POST or None)
        try:
            place = self.add(session, form) if "add" in request.POST else self.tap(session)
        except DomainError as error:
            return self.page(session, form, problem=error.message, status=422)
        if not place:
            return self.page(session, form, status=422)
        return redirect(reverse("attendance:register", args=[pk]) + place)

    def tap(self, session: Session) -> str:
        """One button: `seat:presence`. Returns where on the page to go on."""
        key, _, presence = self.request.POST.get("mark", "").partition(":")
        seats = session.training_class.seats_taken
        seat = seats.filter(pk=int(key)).first() if key.isdecimal() and len(key) <= 18 else None
        if seat is None:
            raise DomainError("Hãy chạm vào một tên trong danh sách.")
        services.mark(
            session=session,
            seat=seat,
            presence=presence,
            actor=account_of(self.request),
            device=device_of(self.request),
        )
        return f"#cho-{seat.pk}"

    def add(self, session: Session, form: OnTheSpotForm) -> str:
        """Somebody who is not on the list; nothing when what was typed cannot be."""
        if not form.is_valid():
            return ""
        attendance = services.add_and_mark(
            session=session,
            spot_id=form.cleaned_data["spot"],
            facts=form.facts(),
            paper=form.cleaned_data["paper"],
            guardian_name=form.cleaned_data["guardian_name"],
            actor=account_of(self.request),
            device=device_of(self.request),
        )
        return f"#cho-{attendance.seat_id}"

    def page(
        self, session: Session, form: OnTheSpotForm, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The register as it stands."""
        lines, may_write = selectors.lines_of(session=session), self.may_write(session)
        context: dict[str, Any] = {
            "session": session,
            "training_class": session.training_class,
            "lines": lines,
            "totals": selectors.totals_of(lines),
            "others": selectors.presences(),
            "may_write": may_write,
            "form": form,
            "guardian_signs_too": GUARDIAN_SIGNS_TOO,
            "problem": problem,
            "keep": shell.KEEP,
            "phone_key": selectors.phone_key(account_of(self.request)),
        }
        template = "learners/attendance/register.html"
        response = render(self.request, template, context, status=status)
        mark_device(self.request, response)
        if may_write and status == 200:
            response[shell.KEEP] = "1"
        return response


class EntriesView(SessionView):
    """What the register was made of: who marked whom, how and when."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session(pk)
        audit.record(actor=account_of(request), action="attendance.look_entries", target=session)
        context = {
            "session": session,
            "training_class": session.training_class,
            "entries": selectors.entries_of(session=session),
        }
        return render(request, "learners/attendance/entries.html", context)


class QrView(SessionView):
    """The QR, large, for a phone or a projector."""

    template = "learners/attendance/qr.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session(pk)
        user = account_of(request)
        if not may_run(user=user, training_class=session.training_class):
            raise PermissionDenied
        if not request.htmx:  # type: ignore[attr-defined]
            audit.record(actor=user, action="attendance.show_qr", target=session)
        problem = selectors.why_no_scan(session=session)
        context = {
            "session": session,
            "training_class": session.training_class,
            "problem": problem,
            "qr": "" if problem else screens.draw(screens.address_now(session, time.time())),
            "there": selectors.there_now(session=session),
        }
        return render(request, self.template, context)


class QrImageView(QrView):
    """The same, only what changes."""

    template = "learners/attendance/qr_image.html"


class SyncView(SessionView):
    """Where a phone brings what it wrote down, and reads what the register says: JSON.

    A GET gives the token for the POST after it: the page may be days old.
    """

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        return JsonResponse(self.state(self.session(pk)))

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        session = self.session(pk)
        if request.content_type != "application/json":
            return JsonResponse({"why": UNREADABLE}, status=415)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return JsonResponse({"why": TOO_MUCH}, status=413)
        user, device = account_of(request), device_of(request)
        try:
            batch = read_batch(request.body)
            answers = sync(session=session, batch=batch, actor=user, device=device)
        except BadBatch as error:
            return JsonResponse({"why": str(error)}, status=422)
        except DomainError as error:
            return JsonResponse({"why": error.message}, status=403)
        except IntegrityError:  # the id of a mark came for another class at the same moment
            return JsonResponse({"why": ID_TAKEN}, status=409)
        told = {
            "people": [_said(answer) for answer in answers.people],
            "marks": [_said(answer) for answer in answers.marks],
        }
        return JsonResponse(told | self.state(session))

    def state(self, session: Session) -> dict[str, Any]:
        """What the phone shows: the register, and whether it may go on."""
        lines = selectors.lines_of(session=session)
        return {
            "token": get_token(self.request),
            "account": selectors.phone_key(account_of(self.request)),
            "open": self.may_write(session),
            "lines": [
                {
                    "seat": line.seat,
                    "spots": [str(spot) for spot in line.spots],
                    "name": line.name,
                    "presence": line.presence,
                }
                for line in lines
            ],
        }


def _said(answer: Answer) -> dict[str, str]:
    return {"id": answer.id, "is": answer.state, "why": answer.why}


class SavedView(View):
    """The registers that this phone keeps. The same page for everyone: the phone fills it in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = {"presences": Presence.choices}
        response = render(request, "learners/attendance/saved.html", words)
        response["Cache-Control"] = "no-cache"
        return response


class ManifestView(View):
    """What makes the register a page that can be put on the home screen."""

    def get(self, request: HttpRequest) -> JsonResponse:
        told = shell.manifest(start=reverse("attendance:saved"), icon=static("img/favicon.svg"))
        response = JsonResponse(told, content_type="application/manifest+json")
        response["Cache-Control"] = "no-cache"
        return response


class WorkerView(View):
    """The service worker. It stands under /day/, so it can serve nothing else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        script = shell.worker(saved=reverse("attendance:saved"))
        response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
        response["Cache-Control"] = "no-cache"
        return response


UNKNOWN_CODE = "Mã QR này không phải mã điểm danh. Hãy quét mã trên màn hình của giảng viên."
OLD_CODE = (
    "Mã QR này đã cũ: mã trên màn hình đổi sau mỗi 30 giây. "
    "Hãy quét lại mã đang hiện trên màn hình của giảng viên."
)


@method_decorator(never_cache, name="dispatch")
class ScanView(View):
    """A QR was scanned: it is judged at once and kept until its owner has signed in.

    A look writes nothing into the register; the button on the next page does.
    """

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            told = codes.read(code)
        except codes.BadCode:
            return self.refuse(UNKNOWN_CODE, HTTPStatus.NOT_FOUND)
        session = Session.objects.filter(pk=told.session).select_related("training_class").first()
        if session is None or not codes.is_genuine(told, session.secret):
            return self.refuse(UNKNOWN_CODE, HTTPStatus.NOT_FOUND)
        now = timezone.now()
        if not codes.is_fresh(told, codes.step_of(now.timestamp())):
            return self.refuse(OLD_CODE, HTTPStatus.GONE)
        if problem := selectors.why_no_scan(session=session):
            return self.refuse(problem, HTTPStatus.CONFLICT)
        arrivals.remember(request.session, arrivals.Arrival(session.pk, now))
        response = redirect("scan:come_in")
        mark_device(request, response)
        return response

    def refuse(self, problem: str, status: HTTPStatus) -> HttpResponse:
        """What is wrong with the code, and what to do."""
        template = "learners/attendance/come_in.html"
        return render(self.request, template, {"problem": problem}, status=status)


@method_decorator(never_cache, name="dispatch")
class ComeInView(View):
    """Who are you, and is this your class? One button writes the presence down."""

    def get(self, request: HttpRequest) -> HttpResponse:
        arrival = arrivals.remembered(request.session, timezone.now())
        if arrival is None:
            return self.after(request)
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("scan:come_in"))
        learner = learner_of(request.user)
        if learner is None:
            return redirect(to_register(back=reverse("scan:come_in")))
        return self.page(arrival, learner)

    def after(self, request: HttpRequest) -> HttpResponse:
        """Nothing waits: say what was written down last, or what to do."""
        done = arrivals.settled(request.session)
        user = request.user if request.user.is_authenticated else None
        line = selectors.own_attendance(session=done, user=user) if done and user else None
        return render(request, "learners/attendance/come_in.html", {"done": line})

    def post(self, request: HttpRequest) -> HttpResponse:
        arrival, learner = (
            arrivals.remembered(request.session, timezone.now()),
            learner_of(request.user),
        )
        if arrival is None or learner is None:
            return redirect("scan:come_in")
        session = get_object_or_404(Session, pk=arrival.session)
        user = account_of(request)
        try:
            if "join" in request.POST:
                taken = session.training_class
                take_seat(training_class=taken, learner=learner, via=Seat.Via.LINK, actor=user)
            services.scan(
                session=session,
                learner=learner,
                scanned_at=arrival.scanned_at,
                device=device_of(request),
                actor=user,
            )
        except DomainError as error:
            return self.page(arrival, learner, problem=error.message, status=422)
        arrivals.settle(request.session, arrival)
        return redirect("scan:come_in")

    def page(
        self, arrival: arrivals.Arrival, learner: Learner, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """Class, session, name, and the button that fits."""
        session = get_object_or_404(
            Session.objects.select_related("training_class__course", "training_class__commune"),
            pk=arrival.session,
        )
        context = {
            "session": session,
            "training_class": session.training_class,
            "learner": learner,
            "standing": selectors.standing_of(session=session, learner=learner),
            "problem": problem,
        }
        return render(self.request, "learners/attendance/come_in.html", context, status=status)
