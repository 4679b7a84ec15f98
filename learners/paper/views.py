"""Sheets of a session: printed, sent back as pictures, confirmed; and the sheet of a month."""

from time import monotonic
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import View

from learners.attendance.models import Presence
from learners.attendance.selectors import why_no_mark
from learners.classes.models import Session
from learners.classes.permissions import may_run
from learners.paper import month, pictures, selectors, services
from learners.paper.forms import PicturesForm
from learners.paper.models import SheetScan
from learners.paper.month import MonthSheet
from learners.paper.month_document import draw_month
from learners.paper.services import Taken
from learners.people.models import DigitalTeam, Learner
from learners.people.teams import headed_by
from lms.core import audit
from lms.core.access import account_of, scope_of
from lms.core.errors import DomainError
from lms.core.models import User
from lms.core.staff import StaffView

# What a sheet can say; who left early is marked in the register.
CHOICES = [
    (choice.value, choice.label)
    for choice in (Presence.PRESENT, Presence.LATE, Presence.EXCUSED, Presence.ABSENT)
]

# After this no further page is begun: the web server before us waits 75 seconds, a page takes two.
READING_SECONDS = 30


class TeachingView(StaffView):
    """A page for whoever teaches, or watches over classes."""

    gate = "may_teach"


def _session(request: HttpRequest, pk: int) -> Session:
    """A session of one's classes or scope; any other is not known to exist."""
    return get_object_or_404(selectors.sessions_for(account_of(request)), pk=pk)


def _may_run(request: HttpRequest, session: Session) -> bool:
    return may_run(user=account_of(request), training_class=session.training_class)


def _rights(request: HttpRequest, session: Session) -> dict[str, object]:
    """Whether marks may be made here, and the sentence why the class takes none any more."""
    closed = why_no_mark(training_class=session.training_class, session=session)
    return {"closed": closed, "may_run": not closed and _may_run(request, session)}


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


class SheetView(TeachingView):
    """The sheets of a session; a new one is printed when the roster changed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = _session(request, pk)
        code = request.GET.get("to", "")
        if code:
            sheet = get_object_or_404(session.sheets, code=code[:7])
            audit.record(actor=account_of(request), action="paper.look", target=sheet)
            return _pdf(services.page_pdf(sheet=sheet), f"to-diem-danh-{sheet.code}")
        context = {
            "session": session,
            "sheets": selectors.sheets_of(session),
            "people": len(selectors.seats_in_order(session)),
            "may_run": _may_run(request, session),
        }
        return render(request, "learners/paper/sheet.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = _session(request, pk)
        try:
            sheet = services.print_sheet(session=session, actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("paper:sheet", pk)
        return redirect(f"{reverse('paper:sheet', args=[pk])}?to={sheet.code}")


class ReadView(TeachingView):
    """Pictures of the sheets of a session: sent, and those that were sent."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, _session(request, pk), PicturesForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = _session(request, pk)
        sent = {"pictures": request.FILES.getlist("pictures")}
        form = PicturesForm(request.POST, sent)  # type: ignore[arg-type]
        scans: list[SheetScan] = []
        until = monotonic() + READING_SECONDS
        for file in form.cleaned_data["pictures"] if form.is_valid() else ():
            try:
                taken = services.take_file(
                    session=session, file=file, actor=account_of(request), until=until
                )
            except DomainError as refusal:
                taken = Taken([], [refusal.message])
            scans += taken.scans
            for problem in taken.problems:
                form.add_error("pictures", f"{file.name[:60]}: {problem}")
        if form.errors:
            return self._page(request, session, form, taken=len(scans), status=422)
        waiting = [scan for scan in scans if not scan.confirmed_at]
        return redirect("paper:confirm", (waiting or scans)[0].pk)

    def _page(
        self,
        request: HttpRequest,
        session: Session,
        form: PicturesForm,
        *,
        taken: int = 0,
        status: int = 200,
    ) -> HttpResponse:
        scans = list(selectors.scans_of(session))
        context = {
            "session": session,
            "form": form,
            "taken": taken,
            "scans": scans,
            "back": selectors.pages_back(scans),
            **_rights(request, session),
        }
        return render(request, "learners/paper/read.html", context, status=status)


def _scan(request: HttpRequest, pk: int) -> SheetScan:
    scans = SheetScan.objects.visible_to(account_of(request)).select_related(
        "sheet__session__training_class__course", "sheet__session__training_class__commune"
    )
    return get_object_or_404(scans, pk=pk)


class ConfirmView(TeachingView):
    """Each person of a page with what was read; the doubtful ones first, with their row beside."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        scan = _scan(request, pk)
        audit.record(actor=account_of(request), action="paper.look", target=scan)
        return self._page(request, scan, {})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scan = _scan(request, pk)
        presences = selectors.answers_to(selectors.lines_of(scan), request.POST.dict())
        try:
            services.confirm(scan=scan, presences=presences, actor=account_of(request))
        except DomainError as refusal:
            return self._page(request, scan, presences, problem=refusal.message)
        messages.success(request, f"Đã ghi trang {scan.page} vào sổ điểm danh.")
        following = selectors.next_to_confirm(scan)
        if following:
            return redirect("paper:confirm", following.pk)
        return redirect("paper:read", scan.sheet.session_id)

    def _page(
        self, request: HttpRequest, scan: SheetScan, chosen: dict[int, str], problem: str = ""
    ) -> HttpResponse:
        lines = selectors.lines_of(scan)
        shown = [
            (line, chosen.get(line.seat.pk, "" if chosen else line.presence))
            for line in lines
            if line.seat
        ]
        context = {
            "scan": scan,
            "session": scan.sheet.session,
            "asked": [(line, value) for line, value in shown if line.doubt],
            "sure": [(line, value) for line, value in shown if not line.doubt],
            "strangers": [line for line in lines if not line.seat],
            "choices": CHOICES,
            "problem": problem,
            **_rights(request, scan.sheet.session),
        }
        status = 422 if problem else 200
        return render(request, "learners/paper/confirm.html", context, status=status)


class CutOutView(TeachingView):
    """A row of a picture (`?dong=3`), the flat page (`?trang`), or the picture as it was sent."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        scan = _scan(request, pk)
        row = request.GET.get("dong", "")
        file = scan.flat if row else scan.picture
        if not file:
            raise Http404
        try:
            with file.open("rb") as opened:
                content = pictures.cut_out(opened, int(row)) if row.isdigit() else opened.read()
        except FileNotFoundError as gone:
            raise Http404 from gone
        return HttpResponse(content, content_type="image/jpeg")


class _MonthDoor(TeachingView):
    """Also the head of a digital team comes in, who may hold no role."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        heads = isinstance(user, User) and headed_by(user).exists()
        if not heads or scope_of(user).may_teach:
            return super().dispatch(request, *args, **kwargs)
        self.scope = scope_of(user)
        response = View.dispatch(self, request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        return response


class MonthView(_MonthDoor):
    """The sheet of a month of a trainer or a digital team; and whose sheets there are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = month.month_from(request.GET.get("thang", ""))
        user = account_of(request)
        trainers = list(month.trainers_of(user=user, month=wanted)[:MOST_LISTED])
        teams = list(month.teams_of(user=user)[:MOST_LISTED])
        sheet = _month_sheet(request, _only(trainers, teams))
        context = {
            "month": wanted,
            "before": wanted.shifted(-1),
            "after": wanted.shifted(1),
            "trainers": trainers,
            "teams": teams,
            "sheet": sheet,
            "query": _query(sheet) if sheet else "",
            "in_part": not self.scope.whole_province and self.scope.may_watch,
        }
        return render(request, "learners/paper/month.html", context)


MOST_LISTED = 500


class MonthPdfView(_MonthDoor):
    """The same sheet as a document."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sheet = _month_sheet(request)
        if sheet is None:
            raise Http404
        return _pdf(draw_month(sheet), f"bang-thang-{sheet.month}")


def _query(sheet: MonthSheet) -> str:
    who = "giang-vien" if sheet.kind == "trainer" else "to"
    return urlencode({"thang": sheet.month, who: sheet.key})


def _only(trainers: list[Learner], teams: list[DigitalTeam]) -> dict[str, str]:
    """The one sheet that is shown without being asked for, if there is one."""
    if len(trainers) == 1:
        return {"giang-vien": str(trainers[0].pk)}
    return {"to": str(teams[0].pk)} if len(teams) == 1 and not trainers else {}


def _month_sheet(request: HttpRequest, first: dict[str, str] | None = None) -> MonthSheet | None:
    """The sheet that an address asks for; 404 for a trainer or team that one does not see."""
    user = account_of(request)
    wanted = month.month_from(request.GET.get("thang", ""))
    named = request.GET.get("to") or request.GET.get("giang-vien")
    asked = request.GET if named else first or {}
    if team := asked.get("to", ""):
        found = get_object_or_404(month.teams_of(user=user), pk=_key(team))
        return month.team_month(team=found, month=wanted)
    trainer = asked.get("giang-vien", "")
    if not trainer:
        return None
    seen = month.trainers_of(user=user, month=wanted)
    learner = get_object_or_404(seen, pk=_key(trainer))
    return month.trainer_month(user=user, learner=learner, month=wanted)


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)
