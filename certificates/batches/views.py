"""Papers for many at once: drafted, shown, confirmed, watched, paused."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from certificates.batches import acts, selectors, services
from certificates.batches.forms import EndForm, IssueForm
from certificates.batches.models import Batch, BatchRow
from certificates.batches.permissions import takes_two
from certificates.drawing.facts import Kind
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.models import Job
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView
from lms.core.tasks import ring


def _batch(request: HttpRequest, pk: int) -> Batch:
    """A batch of one's scope; any other is not known to exist."""
    batches = Batch.objects.visible_to(account_of(request))
    return get_object_or_404(batches.select_related("commune", "made_by"), pk=pk)


class ListView(StaffView):
    """What was issued, revoked or replaced for many, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = selectors.batches_page(user=account_of(request), before=request.GET.get("truoc", ""))
        context = {"page": page, "may_register": self.scope.may_register}
        return render(request, "certificates/batches/list.html", context)


class IssueView(RegistrarView):
    """Papers for a class or a commune: chosen here, shown next, issued after the yes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {
            "training_class": request.GET.get("lop", ""),
            "commune": request.GET.get("xa", ""),
            "kind": request.GET.get("loai", ""),
        }
        return self._page(request, IssueForm(user=account_of(request), initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IssueForm(request.POST, user=account_of(request))
        if not form.is_valid():
            return self._page(request, form, status=422)
        data = form.cleaned_data
        try:
            batch = services.draft_issue(
                kind=Kind(data["kind"]),
                training_class=data["training_class"],
                commune=data["commune"],
                actor=account_of(request),
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, form, status=422)
        return redirect("batches:batch", batch.pk)

    def _page(self, request: HttpRequest, form: IssueForm, status: int = 200) -> HttpResponse:
        return render(request, "certificates/batches/issue.html", {"form": form}, status=status)


class EndView(FreshSignInMixin, RegistrarView):
    """Papers by a condition, to be revoked or replaced: the dry run comes next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"numbers": request.GET.get("so", "")[:20], "act": request.GET.get("viec", "")}
        return self._page(request, EndForm(user=account_of(request), initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EndForm(request.POST, user=account_of(request))
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            batch = services.draft_end(
                act=form.cleaned_data["act"],
                condition=form.condition(),
                reason=form.cleaned_data["reason"],
                authority=form.authority(),
                actor=account_of(request),
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, form, status=422)
        return redirect("batches:batch", batch.pk)

    def _page(self, request: HttpRequest, form: EndForm, status: int = 200) -> HttpResponse:
        return render(request, "certificates/batches/end.html", {"form": form}, status=status)


class BatchView(StaffView):
    """Who is meant, how far it is, and what came of each."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = _batch(request, pk)
        state = request.GET.get("kq", "")
        rows = selectors.rows_page(batch=batch, state=state, after=request.GET.get("sau", ""))
        audit.record(
            actor=account_of(request), action="batches.look", target=batch, rows=len(rows.lines)
        )
        context = _context(self, batch) | {
            "page": rows,
            "state": state,
            "first": not request.GET.get("sau"),
            "labels": dict(BatchRow.State.choices),
        }
        return render(request, "certificates/batches/batch.html", context)


class ProgressView(StaffView):
    """How far it is, as a fragment that asks again until the work has ended."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = _context(self, _batch(request, pk))
        if context["stand"].is_working:
            return render(request, "certificates/batches/progress.html", context)
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("batches:batch", args=[pk])
        return response


class ActView(FreshSignInMixin, RegistrarView):
    """The yes, a second person asked, dropped, paused, on again: each a button of the page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("batches:batch", _batch(request, pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch, user = _batch(request, pk), account_of(request)
        act = _ACTS.get(request.POST.get("viec", ""))
        try:
            done: Any = act(batch=batch, actor=user) if act else []
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            _ring(done)
        return redirect("batches:batch", pk)


_ACTS: dict[str, Any] = {
    "xac-nhan": services.confirm,
    "xin-dong-y": acts.ask,
    "bo": services.drop,
    "tam-dung": services.pause,
    "lam-tiep": services.go_on,
    "thu-lai": services.try_again,
}


def _ring(done: object) -> None:
    for job in done if isinstance(done, Iterable) else []:
        if isinstance(job, Job):
            ring(job)


def _context(view: StaffView, batch: Batch) -> dict[str, Any]:
    stand = selectors.stand_of(batch)
    return {
        "batch": batch,
        "stand": stand,
        "takes_two": takes_two(batch, stand.waiting),
        "may_register": view.scope.may_register,
        "numbers": [
            (BatchRow.State(code), many)
            for code, many in (
                *(("done", stand.done), ("had", stand.had)),
                *(("cannot", stand.cannot), ("waiting", stand.waiting)),
            )
            if many
        ],
    }
