"""A list on its way: brought, its columns confirmed, its plan seen, written, perhaps taken back."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from learners.imports import acts, receipts, selectors, services, undoing
from learners.imports.columns import guess_columns
from learners.imports.forms import AnswerForm, ColumnsForm, UploadForm
from learners.imports.models import Import, ImportRow
from lms.core import audit, jobs
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView
from lms.core.tasks import ring

State = Import.State


def _list(request: HttpRequest, pk: int) -> Import:
    """A list of one's scope; any other is not known to exist."""
    return get_object_or_404(selectors.lists_of(account_of(request)), pk=pk)


class ListsView(StaffView):
    """The lists of one's scope, and the way to bring another."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(scope=self.scope, initial=request.GET.dict())
        return self._page(request, form)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not self.scope.may_register:
            return RegistrarView.as_view()(request)  # which says no
        form = UploadForm(request.POST, request.FILES, scope=self.scope)
        if not form.is_valid():
            return self._page(request, form, status=422)
        data = form.cleaned_data
        try:
            taken = services.receive(
                file=data["file"],
                file_name=data["file"].name,
                commune=data.get("commune"),
                organisation=data.get("organisation"),
                actor=account_of(request),
            )
        except DomainError as refusal:
            form.add_error("file", refusal.message)
            return self._page(request, form, status=422)
        _ring(taken)
        return redirect("imports:stand", taken.pk)

    def _page(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        before = request.GET.get("truoc", "")
        page = selectors.page_of_lists(account_of(request), before=before)
        context = {"form": form, "page": page, "may_register": self.scope.may_register}
        return render(request, "learners/imports/lists.html", context, status=status)


class StandView(StaffView):
    """Where a list stands: being worked on, refused, or on to the page where a person decides."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if not jobs.is_open(taken.job) and not _failed(taken):
            if taken.state == State.COLUMNS:
                return redirect("imports:columns", pk)
            if taken.state == State.PLANNED:
                return redirect("imports:plan", pk)
        context = _context(self, taken)
        if taken.state in (State.APPLIED, State.UNDONE):
            audit.record(actor=account_of(request), action="imports.look", target=taken)
            context |= receipts.receipt(taken)
        return render(request, "learners/imports/stand.html", context)


class ProgressView(StaffView):
    """How far the work is, as a fragment that asks again until the work has ended."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if jobs.is_open(taken.job):
            return render(request, "learners/imports/progress.html", _context(self, taken))
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("imports:stand", args=[pk])
        return response


class ColumnsView(StaffView):
    """What each column means: guessed or remembered, corrected and confirmed by a person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if taken.state not in (State.COLUMNS, State.PLANNED) or jobs.is_open(taken.job):
            return redirect("imports:stand", pk)
        remembered = selectors.remembered_columns(taken)
        guessed = guess_columns(taken.found["headings"], taken.found["sample"])
        known = taken.columns or remembered or {str(n): code for n, code in guessed.items()}
        form = ColumnsForm(
            headings=taken.found["headings"],
            initial={f"cot-{number}": code for number, code in known.items()},
        )
        return self._page(request, taken, form, remembered=not taken.columns and bool(remembered))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.scope.may_register:
            return RegistrarView.as_view()(request)
        taken = _list(request, pk)
        form = ColumnsForm(request.POST, headings=taken.found.get("headings", []))
        if not form.is_valid():
            return self._page(request, taken, form, status=422)
        try:
            services.confirm_columns(pk=pk, columns=form.columns(), actor=account_of(request))
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, taken, form, status=422)
        _ring(_list(request, pk))
        return redirect("imports:stand", pk)

    def _page(
        self,
        request: HttpRequest,
        taken: Import,
        form: ColumnsForm,
        *,
        remembered: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        audit.record(actor=account_of(request), action="imports.look", target=taken)
        samples = list(zip(*taken.found.get("sample", []), strict=False))
        fields = [
            (field, [cell for cell in (samples[n] if n < len(samples) else ()) if cell][:3])
            for n, field in enumerate(form)
        ]
        context = _context(self, taken) | {
            "form": form,
            "fields": fields,
            "remembered": remembered,
            "earlier": selectors.same_file(taken),
        }
        return render(request, "learners/imports/columns.html", context, status=status)


class PlanView(StaffView):
    """What writing the list would do, in words, numbers and examples; and the yes to it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if taken.state != State.PLANNED or jobs.is_open(taken.job) or _failed(taken):
            return redirect("imports:stand", pk)
        audit.record(actor=account_of(request), action="imports.look", target=taken)
        context = _context(self, taken) | {
            "states": selectors.examples(taken),
            "earlier": selectors.same_file(taken),
            "asking": selectors.asking(taken).count(),
        }
        return render(request, "learners/imports/plan.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.scope.may_register:
            return RegistrarView.as_view()(request)
        return _do(request, pk, services.confirm_plan)


class AnswerView(RegistrarView):
    """The rows that ask, some at a time, each with a place for what a person decides."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if taken.state != State.PLANNED or jobs.is_open(taken.job):
            return redirect("imports:stand", pk)
        return self._page(request, taken, self._forms(taken))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        forms = self._forms(taken, request.POST)
        if not all(map(AnswerForm.is_valid, forms)):
            return self._page(request, taken, forms, status=422)
        answers = {form.row.line: form.answer() for form in forms}
        try:
            ring(services.answer(pk=pk, answers=answers, actor=account_of(request)))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("imports:answer", pk)
        return redirect("imports:stand", pk)

    def _forms(self, taken: Import, data: QueryDict | None = None) -> list[AnswerForm]:
        """One a row: the first that ask, or, when they are sent, those that were shown."""
        rows = selectors.asking(taken)
        if data is not None:
            lines = [line for line in data.getlist("dong") if line.isdecimal() and len(line) < 10]
            rows = rows.filter(line__in=lines[: selectors.ASKED_AT_ONCE])
        return [AnswerForm(data, row=row) for row in rows[: selectors.ASKED_AT_ONCE]]

    def _page(
        self, request: HttpRequest, taken: Import, forms: list[AnswerForm], status: int = 200
    ) -> HttpResponse:
        audit.record(
            actor=account_of(request), action="imports.look", target=taken, rows=len(forms)
        )
        context = _context(self, taken) | {"forms": forms, "many": selectors.asking(taken).count()}
        return render(request, "learners/imports/answer.html", context, status=status)


class RowsView(StaffView):
    """The rows of a list, page by page, perhaps of one state; every look is written down."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        state = request.GET.get("loai", "")
        page = selectors.rows_of(taken=taken, state=state, after=request.GET.get("sau", ""))
        audit.record(
            actor=account_of(request), action="imports.look", target=taken, rows=len(page.rows)
        )
        choices = [
            (code, label, taken.counts.get(code, 0)) for code, label in ImportRow.State.choices
        ]
        context = _context(self, taken) | {"page": page, "state": state, "choices": choices}
        return render(request, "learners/imports/rows.html", context)


class AnnotatedView(StaffView):
    """The same file back, with the result of each row beside it; made first when it is large."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        taken = _list(request, pk)
        try:
            path = receipts.ready_file(taken)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("imports:stand", pk)
        if path is None:
            return redirect("imports:stand", pk)
        audit.record(actor=account_of(request), action="imports.download", target=taken)
        return FileResponse(path.open("rb"), as_attachment=True, filename=receipts.file_name(taken))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _do(request, pk, services.annotate)


class UndoView(FreshSignInMixin, RegistrarView):
    """What taking the list back would do, and the yes to it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        taken = _list(request, pk)
        if taken.state != State.APPLIED or jobs.is_open(taken.job):
            return redirect("imports:stand", pk)
        context = _context(self, taken) | {
            "foreseen": undoing.foresee(taken),
            "ends": selectors.undo_ends(taken),
            "needs_second": services.needs_second_person(taken=taken),
        }
        return render(request, "learners/imports/undo.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        taken = _list(request, pk)
        if not services.needs_second_person(taken=taken):
            return _do(request, pk, services.begin_undo)
        try:
            acts.ask_undo(
                taken=taken, reason=request.POST.get("ly-do", ""), actor=account_of(request)
            )
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("imports:undo", pk)
        messages.info(
            request,
            "Đã gửi yêu cầu hoàn tác. Một cán bộ khác cần đồng ý thì máy mới làm.",
        )
        return redirect("imports:stand", pk)


class RetryView(RegistrarView):
    """A failed job once more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("imports:stand", _list(request, pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _do(request, pk, services.retry)


def _do(request: HttpRequest, pk: int, service: Any) -> HttpResponse:
    """Start what `service` starts for a list of one's scope; a refusal is said on its page."""
    taken = _list(request, pk)
    try:
        job = service(pk=taken.pk, actor=account_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        ring(job)
    return redirect("imports:stand", pk)


def _ring(taken: Import) -> None:
    if taken.job:
        ring(taken.job)


def _failed(taken: Import) -> bool:
    return taken.job is not None and taken.job.state == taken.job.State.FAILED


def _context(view: StaffView, taken: Import) -> dict[str, Any]:
    return {
        "taken": taken,
        "job": taken.job,
        "working": jobs.is_open(taken.job),
        "failed": _failed(taken),
        "may_register": view.scope.may_register,
        "must_be_made": receipts.must_be_made(taken),
    }
