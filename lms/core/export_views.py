"""Taking a table away: at once, or by a job with a page that says how far it is."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from lms.core import exporting, jobs
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.models import Export
from lms.core.staff import FreshSignInMixin, StaffView
from lms.core.tables import Extract, Words, all_tables
from lms.core.tasks import ring

_IN_MEMORY = 2_000_000
_MOST_WORDS, _LONGEST_WORD = 30, 200
_MOST_SHOWN = 50


class TableView(FreshSignInMixin, StaffView):
    """A table of a board as XLSX or CSV: exactly what the board shows for the same address.

    Without a kind of file (`dang`) it says what is in it; a long one is asked for by a button.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        table = all_tables().get(kwargs["code"])
        if table is None:
            raise Http404
        self.table, self.gate = table, table.gate

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """Who takes a list of people signs in again first."""
        if self.table.personal:
            return super().keep_out(request)
        return StaffView.keep_out(self, request)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        user, words = account_of(request), self._asked
        extract, form = self.table.read(user, words), request.GET.get("dang", "")
        if form not in Export.Form.values or exporting.is_long(extract):
            return self._choose(request, extract)
        out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the response closes it)
        exporting.write_file(out, extract=extract, form=form)
        exporting.record(table=self.table, extract=extract, rows=extract.rows, actor=user)
        out.seek(0)
        return FileResponse(
            out,
            as_attachment=True,
            filename=f"{extract.name}.{form}",
            content_type=exporting.CONTENT_TYPES[Export.Form(form)],
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        user, form = account_of(request), request.POST.get("dang", "")
        if form not in Export.Form.values:
            return self._choose(request, self.table.read(user, self._asked), status=422)
        self.table.read(user, self._asked)  # what one may not see is not asked for either
        made = exporting.ask(table=self.table, asked=self._asked, form=form, actor=user)
        ring(made.job)
        return redirect("core:export", made.pk)

    @property
    def _asked(self) -> Words:
        """What the board was asked for, without what only pages of it need."""
        asked = list(self.request.GET.dict().items())[:_MOST_WORDS]
        return {
            name[:_LONGEST_WORD].replace("\x00", ""): word[:_LONGEST_WORD].replace("\x00", "")
            for name, word in asked
            if name not in ("dang", "sau")
        }

    def _choose(self, request: HttpRequest, extract: Extract, status: int = 200) -> HttpResponse:
        context = {
            "table": self.table,
            "extract": extract,
            "long": exporting.is_long(extract),
            "forms": Export.Form.choices,
        }
        return render(request, "core/table.html", context, status=status)


class ExportsView(StaffView):
    """One's own files of the last days."""

    gate = "holds_a_role"

    def get(self, request: HttpRequest) -> HttpResponse:
        own = Export.objects.visible_to(account_of(request)).select_related("job")[:_MOST_SHOWN]
        return render(request, "core/exports.html", {"rows": [_shown(one) for one in own]})


class _OneView(StaffView):
    """A screen of one's own file; anybody else's is not known to exist."""

    gate = "holds_a_role"

    @cached_property
    def export(self) -> Export:
        """The file of the address."""
        own = Export.objects.visible_to(account_of(self.request)).select_related("job")
        return get_object_or_404(own, pk=self.kwargs["pk"])


class ExportView(_OneView):
    """How far a file is, and its button once it is there; a failed one is tried again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "core/export.html", _shown(self.export))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            ring(exporting.again(export=self.export, actor=account_of(request)))
        except DomainError as refusal:
            messages.warning(request, refusal.message)
        return redirect("core:export", pk)


class ProgressView(_OneView):
    """The part of the page that asks again; when the work has ended the page is drawn anew."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if jobs.is_open(self.export.job):
            return render(request, "core/export_progress.html", _shown(self.export))
        response = HttpResponse()
        response["HX-Redirect"] = reverse("core:export", args=[pk])
        return response


class FetchView(FreshSignInMixin, _OneView):
    """The file itself, after signing in again: it may hold a list of people."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        export = self.export
        try:
            file = exporting.open_file(export=export, actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("core:export", pk)
        kind = exporting.CONTENT_TYPES[Export.Form(export.form)]
        return FileResponse(file, as_attachment=True, filename=export.name, content_type=kind)


def _shown(export: Export) -> dict[str, Any]:
    table = all_tables().get(export.table)
    return {
        "export": export,
        "job": export.job,
        "title": table.title if table else export.table,
        "working": jobs.is_open(export.job),
        "failed": export.job.state == export.job.State.FAILED,
        "gone_on": exporting.gone_on(export),
    }
