"""The register book for officers: looked at, taken away, printed; and one paper of it."""

from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from certificates.papers import services
from certificates.papers.forms import KINDS
from certificates.papers.models import Certificate, NumberSeries
from certificates.printing.selectors import prints_of
from certificates.register import exports
from certificates.register.document import draw_book
from certificates.register.forms import read_filters
from certificates.register.listing import (
    MOST_STUCK,
    Filters,
    Page,
    Seen,
    book_page,
    in_scope,
    stuck,
)
from learners.classes.selectors import courses
from learners.people.selectors import commune_names, home_names
from lms.core import audit
from lms.core.access import Scope, account_of
from lms.core.errors import DomainError
from lms.core.holdings import say_day
from lms.core.models import Area
from lms.core.sheets import XLSX
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView

# More would keep a browser waiting for longer than a minute; CSV has no such end.
MOST_XLSX = 100_000
# A hundred pages of the book.
MOST_PRINTED = 2_500
_IN_MEMORY = 5_000_000
_SHOWN = [one for one in Certificate.State if one != Certificate.State.PENDING]


class Row(NamedTuple):
    """A line as the list shows it: words only, in the order in which templates take them."""

    address: str
    number: str
    name: str
    birth_year: str
    about: str
    issued: str
    state: str
    words: str
    place: str


class ListView(StaffView):
    """The papers of one's scope, newest first, by key and not by page number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters, wrong = read_filters(request.GET, self.scope)
        page = book_page(user=account_of(request), filters=filters, key=request.GET.get("sau", ""))
        _record(request, filters, "look", rows=len(page.rows))
        names = commune_names()
        context = {
            "filters": filters,
            "wrong": wrong,
            "asked": request.GET,
            "rows": _rows(page, names),
            "page": page,
            "first": not request.GET.get("sau"),
            "narrowed": filters != Filters(),
            "stuck": stuck(account_of(request))[:MOST_STUCK].count(),
            **_choices(self.scope, home_names()),
        }
        return render(request, "certificates/register/list.html", context)


class ExportView(FreshSignInMixin, StaffView):
    """The lines of the list as CSV, XLSX, or on paper: the same as on its pages."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        filters, _ = read_filters(request.GET, self.scope)
        user, form = account_of(request), request.GET.get("dang", "")
        found = in_scope(user, filters).order_by()
        most = {"xlsx": MOST_XLSX, "pdf": MOST_PRINTED}.get(form)
        too_many = most is not None and found[most:].exists()
        if form not in ("csv", "xlsx", "pdf") or too_many:
            context = {"too_many": too_many, "most": most, "form": form}
            return render(request, "certificates/register/export.html", context)
        table = exports.lines(user=user, filters=filters)
        name = f"so-cap-giay-{timezone.localdate():%Y-%m-%d}.{form}"
        _record(request, filters, "print" if form == "pdf" else "export", rows=found.count())
        if form == "csv":
            response = StreamingHttpResponse(exports.as_csv(table), content_type="text/csv")
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the response closes it)
        if form == "xlsx":
            exports.as_xlsx(table, out)
        else:
            out.write(_book(list(table), filters, self.scope))
        out.seek(0)
        kind = XLSX if form == "xlsx" else "application/pdf"
        return FileResponse(out, as_attachment=True, filename=name, content_type=kind)


class PaperView(StaffView):
    """One paper: what it says, what became of it, when it was printed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = _paper(request, pk)
        audit.record(actor=account_of(request), action="register.open", target=paper)
        context = {
            "paper": paper,
            "facts": paper.frozen,
            "renewed_by": Certificate.objects.filter(renews=paper).first(),
            "replaces": Certificate.objects.filter(replaced_by=paper).first(),
            "prints": prints_of(paper),
            "may_register": self.scope.may_register,
        }
        return render(request, "certificates/register/paper.html", context)


class StuckView(StaffView):
    """Papers that could not be made, each with what to mend first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        shown = stuck(user).select_related("learner", "enrolment__course", "appointment")
        papers = list(shown.defer("enrolment__course__bank")[:MOST_STUCK])
        audit.record(actor=user, action="register.stuck", target="register", rows=len(papers))
        context = {"papers": papers, "may_register": self.scope.may_register}
        return render(request, "certificates/register/stuck.html", context)


class TryAgainView(RegistrarView):
    """One of them is made once more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._paper(request, pk)
        return redirect("register:stuck")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = self._paper(request, pk)
        if problem := services.try_again(certificate=paper, actor=account_of(request)):
            messages.error(request, problem)
        else:
            messages.success(request, "Giấy đã cấp xong.")
        return redirect("register:stuck")

    def _paper(self, request: HttpRequest, pk: int) -> Certificate:
        return get_object_or_404(Certificate.objects.watched_by(account_of(request)), pk=pk)


class RenewView(FreshSignInMixin, RegistrarView):
    """A new paper with its own date for one that has expired."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("register:paper", _paper(request, pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            services.renew(certificate=_paper(request, pk), actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Đã yêu cầu giấy mới; thường có trong vòng một phút.")
        return redirect("register:paper", pk)


def _paper(request: HttpRequest, pk: int) -> Certificate:
    """An issued paper of one's scope; any other is not known to exist."""
    papers = Certificate.objects.issued().watched_by(account_of(request))
    shown = papers.select_related(
        "learner__commune", "enrolment__course", "appointment", "replaced_by", "renews"
    )
    return get_object_or_404(shown, pk=pk)


def _rows(page: Page, names: dict[str, str]) -> list[Row]:
    base, today = reverse("register:list"), timezone.localdate()
    return [_row(row, row.state_on(today), base, names) for row in page.rows]


def _row(seen: Seen, state: Certificate.State, base: str, names: dict[str, str]) -> Row:
    return Row(
        address=f"{base}{seen.pk}/",
        number=seen.number,
        name=seen.name,
        birth_year=str(seen.birth_year or ""),
        about=seen.about,
        issued=say_day(seen.issued_at),
        state=state.value,
        words=str(state.label),
        place=names.get(seen.commune_id, ""),
    )


def _choices(scope: Scope, names: dict[str, str]) -> dict[str, Any]:
    """What the filters offer."""
    if not scope.whole_province:
        names = {code: name for code, name in names.items() if code in scope.communes}
    books = NumberSeries.objects.order_by("-year", "series").values_list("series", "year")
    return {
        "communes": names if len(names) > 1 else {},
        "kinds": KINDS,
        "states": [(one.value, one.label) for one in _SHOWN],
        "books": [f"{series}-{year}" for series, year in books],
        "courses": list(courses().values_list("pk", "title")),
        "may_register": scope.may_register,
    }


def _book(rows: list[exports.Row], filters: Filters, scope: Scope) -> bytes:
    words = filters.book or "Các giấy đã cấp"
    if filters.commune:
        words = f"{words}, {filters.commune}"
    own = Area.objects.filter(pk__in=scope.communes).first() if scope.communes else None
    body = str(own or "Tỉnh Thái Nguyên").upper()
    return draw_book(rows=rows, words=words, body=body, day=timezone.localdate())


def _record(request: HttpRequest, filters: Filters, act: str, *, rows: int) -> None:
    """Write down which part of the book was looked at; never what was typed."""
    audit.record(
        actor=account_of(request),
        action=f"register.{act}",
        target=filters.commune or "register",
        rows=rows,
        searched=bool(filters.text),
    )
