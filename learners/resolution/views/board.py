"""The list of tasks, and the same list taken away."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from learners.resolution import exports, selectors
from learners.resolution.models import ResolutionTask
from learners.resolution.permissions import may_keep
from learners.resolution.states import TIMING_WORDS, WORK_WORDS
from learners.resolution.views.filters import MISSING, ORIGINS, read_filters
from lms.core import audit
from lms.core.access import account_of
from lms.core.sheets import XLSX
from lms.core.staff import FreshSignInMixin, StaffView


class ListView(StaffView):
    """The tasks that are asked for, with where each stands; the counts are those of the rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = read_filters(request, self.scope)
        user = account_of(request)
        board = selectors.board(
            among=ResolutionTask.objects.visible_to(user),
            filters=filters,
            today=timezone.localdate(),
        )
        context = {
            "board": board,
            "filters": filters,
            "crossed": _crossed(board),
            "timings": TIMING_WORDS.items(),
            "objectives": selectors.objectives(),
            "agencies": selectors.lead_agencies(),
            "works": WORK_WORDS.items(),
            "origins": ORIGINS,
            "missing": MISSING,
            "has_agency": bool(self.scope.organisations),
            "may_keep": may_keep(user),
            "asked": request.GET.urlencode(),
        }
        return render(request, "learners/resolution/list.html", context)


class ExportView(FreshSignInMixin, StaffView):
    """The tasks of the list as XLSX or CSV, the same as on its page."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        today = timezone.localdate()
        user = account_of(request)
        board = selectors.board(
            among=ResolutionTask.objects.visible_to(user),
            filters=read_filters(request, self.scope),
            today=today,
        )
        audit.record(
            actor=user,
            action="resolution.export",
            target="resolution",
            rows=len(board.rows),
        )
        name = f"nhiem-vu-nghi-quyet-57-{today:%Y-%m-%d}"
        if request.GET.get("dang") == "csv":
            response = HttpResponse(exports.as_csv(board.rows), content_type="text/csv")
            response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return response
        book = exports.as_workbook(board.rows)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _crossed(board: selectors.Board) -> list[tuple[str, list[tuple[str, int]], int]]:
    """How far the work is × how that stands against the deadline, and the sum of each line."""
    return [
        (
            words,
            [(said, board.crossed.get((work, timing), 0)) for timing, said in TIMING_WORDS.items()],
            board.works[work],
        )
        for work, words in WORK_WORDS.items()
    ]
