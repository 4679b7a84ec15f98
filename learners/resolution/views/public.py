"""The tasks for everyone: what, who leads, by when, how far. No names of people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from learners.resolution import selectors
from learners.resolution.models import ResolutionTask
from learners.resolution.selectors import Filters
from learners.resolution.states import WORK_WORDS


class PublicView(View):
    """The same page for everyone, kept by caches as the public figures are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        board = selectors.board(among=ResolutionTask.objects.all(), filters=Filters(), today=today)
        context = {
            "today": today,
            "many": len(board.rows),
            "works": [(words, board.works[work]) for work, words in WORK_WORDS.items()],
            "late": board.late,
            "groups": [
                (objective, rows) for objective, rows in selectors.by_objective(board.rows) if rows
            ],
        }
        response = render(request, "learners/resolution/public.html", context)
        response["Cache-Control"] = "public, max-age=60"
        return response
