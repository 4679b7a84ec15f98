"""One's own state as a trainer, and the sheet of an assessor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from learners.people.own import OwnView
from learners.trainers import selectors, services, trials
from learners.trainers.forms import LanguagesForm, ScoreForm
from learners.trainers.models import Tier, Trial
from learners.trainers.reviewing import entry_of
from learners.trainers.states import IN_FORCE
from lms.core.access import account_of, scope_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class MineView(OwnView):
    """What I have met and what I still miss, in plain words; also for who is no trainer yet.

    Open to whoever is on the register: a candidate holds no role.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        scope = scope_of(request.user)
        if scope.may_teach:
            request.staff_scope = scope  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        files = [selectors.whole(file) for file in selectors.files_of(self.learner)]
        first = files[0].file if files else None
        context = {
            "learner": self.learner,
            "files": [(one, one.file.state_today in IN_FORCE) for one in files],
            "entry": None if files else entry_of(self.learner.pk, Tier.CORE),
            "form": LanguagesForm(initial={"languages": first.languages}) if first else None,
            "hours": selectors.hours_of(self.learner),
            "to_judge": selectors.to_judge(user) if scope_of(user).may_teach else [],
        }
        return render(request, "learners/trainers/mine.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LanguagesForm(request.POST)
        files = list(selectors.files_of(self.learner))
        if not files or not form.is_valid():
            raise Http404
        for file in files:
            services.tell_languages(
                file=file, languages=form.cleaned_data["languages"], actor=account_of(request)
            )
        messages.success(request, "Đã ghi những tiếng bạn dạy được.")
        return redirect("trainer:mine")


class AssessView(StaffView):
    """The sheet of one assessor, alone; with both in, the result."""

    gate = "may_teach"

    def get(self, request: HttpRequest, pk: int, form: ScoreForm | None = None) -> HttpResponse:
        trial = self._trial(request, pk)
        sheet = next(
            (one for one in trial.sheets.all() if one.assessor_id == account_of(request).pk), None
        )
        open_now = not (trial.closed_at or trial.cancelled_at)
        context = {
            "trial": trial,
            "learner": trial.file.learner,
            "sheet": sheet,
            "form": form or (ScoreForm() if open_now and sheet and not sheet.scored_at else None),
            "open": open_now,
        }
        status = 422 if form else 200
        return render(request, "learners/trainers/assess.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        trial, form = self._trial(request, pk), ScoreForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            trials.score(
                trial=trial,
                scores=form.scores(),
                notes=form.cleaned_data["notes"],
                actor=account_of(request),
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.get(request, pk, form)
        messages.success(request, "Đã nộp phiếu chấm. Cảm ơn bạn.")
        return redirect("trainers:assess", pk=pk)

    def _trial(self, request: HttpRequest, pk: int) -> Trial:
        seen = Trial.objects.visible_to(request.user).select_related("file__learner", "rule")
        return get_object_or_404(seen.prefetch_related("sheets__assessor__learner"), pk=pk)
