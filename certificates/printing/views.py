"""Print day: files for the printer with their log, and the desk for papers that were lost."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.printing import selectors, services
from certificates.printing.forms import LostForm, OrderForm
from certificates.printing.models import PrintRun
from lms.core import audit, jobs
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView
from lms.core.tasks import ring


def _run(request: HttpRequest, pk: int) -> PrintRun:
    """A print run of one's scope; any other is not known to exist."""
    runs = PrintRun.objects.visible_to(account_of(request))
    return get_object_or_404(runs.select_related("job", "made_by", "training_class"), pk=pk)


class ListView(StaffView):
    """What was printed, newest first, and the way to print."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {
            "training_class": request.GET.get("lop", ""),
            "commune": request.GET.get("xa", ""),
            "kind": request.GET.get("loai", ""),
        }
        return self._page(request, OrderForm(user=account_of(request), initial=initial))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not self.scope.may_register:
            return RegistrarView.as_view()(request)  # which says no
        form = OrderForm(request.POST, user=account_of(request))
        if not form.is_valid():
            return self._page(request, form, status=422)
        data = form.cleaned_data
        try:
            run = services.order(
                what=data["what"],
                kind=Kind(data["kind"]),
                training_class=data["training_class"],
                commune=data["commune"],
                actor=account_of(request),
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, form, status=422)
        _ring(run)
        return redirect("printing:run", run.pk)

    def _page(self, request: HttpRequest, form: OrderForm, status: int = 200) -> HttpResponse:
        before = request.GET.get("truoc", "")
        context = {
            "form": form,
            "page": selectors.runs_page(user=account_of(request), before=before),
            "may_register": self.scope.may_register,
        }
        return render(request, "certificates/printing/list.html", context, status=status)


class RunView(StaffView):
    """One file: being drawn, ready, or forgotten and to be drawn anew."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = _context(self, _run(request, pk))
        return render(request, "certificates/printing/run.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.scope.may_register:
            return RegistrarView.as_view()(request)
        try:
            _ring(services.make_again(run=_run(request, pk), actor=account_of(request)))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return redirect("printing:run", pk)


class ProgressView(StaffView):
    """A fragment that asks again until the file is there."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = _run(request, pk)
        if jobs.is_open(run.job):
            context = _context(self, run)
            return render(request, "certificates/printing/progress.html", context)
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("printing:run", args=[pk])
        return response


class FileView(FreshSignInMixin, StaffView):
    """The file itself; taking it away is written down."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = _run(request, pk)
        if not run.file or not run.file.storage.exists(str(run.file)):
            raise Http404
        audit.record(
            actor=account_of(request),
            action="printing.download",
            target=run,
            papers=run.papers.count(),
        )
        name = f"in-{run.what}-{run.pk}.pdf"
        return FileResponse(run.file.open("rb"), filename=name, content_type="application/pdf")


class LostView(StaffView):
    """Whose paper was lost: by full name and birth year; every search is written down."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.GET:
            return self._page(request, LostForm())
        form = LostForm(request.GET)
        if not form.is_valid():
            return self._page(request, form, status=422)
        user, data = account_of(request), form.cleaned_data
        found = selectors.lost_papers(user=user, name=data["ten"], birth_year=data["nam"])
        audit.record(actor=user, action="printing.find", target="papers", rows=len(found))
        return self._page(request, form, found=found)

    def _page(
        self,
        request: HttpRequest,
        form: LostForm,
        status: int = 200,
        found: list[Certificate] | None = None,
    ) -> HttpResponse:
        context = {"form": form, "found": found, "may_register": self.scope.may_register}
        return render(request, "certificates/printing/lost.html", context, status=status)


class AgainView(FreshSignInMixin, RegistrarView):
    """One paper printed again, with its reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self._paper(request, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = self._paper(request, pk)
        reason = request.POST.get("ly-do", "")
        try:
            drawn = services.print_again(
                certificate=paper, reason=reason, actor=account_of(request)
            )
        except DomainError as refusal:
            return self._page(request, paper, error=refusal.message, reason=reason, status=422)
        response = HttpResponse(drawn, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
        return response

    def _paper(self, request: HttpRequest, pk: int) -> Certificate:
        papers = Certificate.objects.issued().watched_by(account_of(request))
        return get_object_or_404(papers.select_related("learner__commune"), pk=pk)

    def _page(
        self, request: HttpRequest, paper: Certificate, *, status: int = 200, **more: str
    ) -> HttpResponse:
        context = {"paper": paper, "facts": paper.frozen, **more}
        return render(request, "certificates/printing/again.html", context, status=status)


def _ring(run: PrintRun) -> None:
    if run.job and jobs.is_open(run.job):
        ring(run.job)


def _context(view: StaffView, run: PrintRun) -> dict[str, Any]:
    return {
        "run": run,
        "pages": run.papers.count(),
        "ended": selectors.ended_since(run),
        "working": jobs.is_open(run.job),
        "may_register": view.scope.may_register,
    }
