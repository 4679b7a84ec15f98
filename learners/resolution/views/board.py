"""The list of tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from learners.resolution import selectors
from learners.resolution.filters import MISSING, ORIGINS, read_filters
from learners.resolution.models import ResolutionTask
from learners.resolution.permissions import may_keep
from learners.resolution.states import TIMING_WORDS, WORK_WORDS
from lms.core.access import account_of
from lms.core.staff import StaffView


class ListView(StaffView):
    """The tasks that are asked for, with where each stands; the counts are those of the rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = read_filters(request.GET, self.scope)
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
