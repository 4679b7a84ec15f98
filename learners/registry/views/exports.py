"""The register taken away as a file: after signing in again, and written down."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from learners.people import exports
from learners.people.listing import register_rows
from learners.registry.views.people import read_filters, record_look
from lms.core.access import account_of
from lms.core.sheets import XLSX
from lms.core.staff import FreshSignInMixin, StaffView

# More would keep a browser waiting for longer than a minute; CSV has no such end.
MOST_XLSX = 100_000
_IN_MEMORY = 5_000_000


class ExportView(FreshSignInMixin, StaffView):
    """The people of the list as XLSX or CSV, the same as on its pages."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        filters, user = read_filters(request, self.scope), account_of(request)
        form = request.GET.get("dang", "")
        people = register_rows(user=user, filters=filters)
        too_many = form != "csv" and people.order_by()[MOST_XLSX:].exists()
        if form not in ("xlsx", "csv") or (form == "xlsx" and too_many):
            context = {"filters": filters, "too_many": too_many, "most": MOST_XLSX}
            return render(request, "learners/registry/export.html", context)
        table = exports.rows(user=user, filters=filters)
        name = exports.file_name(timezone.localdate(), form)
        if form == "csv":
            record_look(request, filters, rows=people.count(), act="export")
            response = StreamingHttpResponse(exports.as_csv(table), content_type="text/csv")
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the response closes it)
        count = exports.as_xlsx(table, out)
        record_look(request, filters, rows=count, act="export")
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
