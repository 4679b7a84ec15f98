"""For whoever learns: what is met and what is missing, the test, and work to hand in."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from learners.assessing import examining, selectors, services
from learners.assessing.bank import mark_test
from learners.assessing.forms import HandInForm
from learners.assessing.models import HandIn, PracticalTask, ProficiencyTry
from learners.assessing.proving import standing_of, steps_of
from learners.assessing.views.reviews import picture_of
from learners.people.models import Consent
from learners.study.answers import AnswerSheet, answered
from learners.study.models import Proficiency
from learners.study.selectors import course_states, next_try, rule_on, unwritten_courses
from learners.study.services import StudyNotKept
from learners.study.tries import asked
from learners.study.views import LearnerView
from lms.core.access import account_of
from lms.core.errors import DomainError


class MineView(LearnerView):
    """ "Đạt kỹ năng AI cơ bản": every condition in plain words, and what to do next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rule = rule_on(timezone.localdate())
        proved = Proficiency.objects.filter(learner=self.learner).first()
        standing = standing_of(learner=self.learner, rule=rule) if rule else None
        states = course_states(learner=self.learner)
        context = {
            "rule": rule,
            "proved": proved,
            "standing": standing,
            "steps": standing and steps_of(standing, states, assessed=proved is not None),
            "unwritten": "" if proved or not rule else unwritten_courses(rule, states),
            "tasks": selectors.own_tasks(learner=self.learner),
        }
        return render(request, "learners/assessing/mine.html", context)


class TestView(LearnerView):
    """Before the proficiency test: the rule, the tries, and the button that opens it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            attempt = examining.open_try(learner=self.learner)
        except StudyNotKept:
            return redirect("rights:consent", code=Consent.Purpose.STUDY)
        except DomainError as error:
            return self._show(problem=error.message, status=409)
        return redirect("proving:try", pk=attempt.pk)

    def _show(self, problem: str = "", status: int = 200) -> HttpResponse:
        tries = ProficiencyTry.objects.filter(learner=self.learner)
        context = {
            "rule": rule_on(timezone.localdate()),
            "passed": examining.has_passed(learner=self.learner),
            "open": tries.filter(submitted_at__isnull=True).first(),
            "problem": problem,
        }
        return render(self.request, "learners/assessing/test.html", context, status=status)


class TryView(LearnerView):
    """The questions of an open try; once handed in, its result."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self.own_try(pk)
        if attempt.submitted_at:
            return redirect("proving:result", pk=pk)
        return self._ask(attempt, AnswerSheet(asked(attempt.questions)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self.own_try(pk)
        if not attempt.submitted_at:
            sheet = AnswerSheet(asked(attempt.questions), request.POST)
            if not sheet.complete:
                return self._ask(attempt, sheet, status=422)
            try:
                examining.submit_try(
                    attempt=attempt, answers=sheet.answers, actor=account_of(request)
                )
            except StudyNotKept:
                return redirect("rights:consent", code=Consent.Purpose.STUDY)
        return redirect("proving:result", pk=pk)

    def own_try(self, pk: int) -> ProficiencyTry:
        """Somebody else's try is not known to exist."""
        own = ProficiencyTry.objects.filter(learner=self.learner).select_related("rule", "learner")
        return get_object_or_404(own, pk=pk)

    def _ask(self, attempt: ProficiencyTry, sheet: AnswerSheet, status: int = 200) -> HttpResponse:
        context = {"attempt": attempt, "rule": attempt.rule, "sheet": sheet}
        return render(self.request, "learners/assessing/try.html", context, status=status)


class ResultView(TryView):
    """How a try went, with the answer to each answer."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        attempt = self.own_try(pk)
        if not attempt.submitted_at:
            return redirect("proving:try", pk=pk)
        tries, rule = ProficiencyTry.objects.filter(learner=self.learner), attempt.rule
        marks = mark_test(attempt.questions, attempt.answers or {})
        context = {
            "attempt": attempt,
            "rule": rule,
            "score": marks.score,
            "answered": answered(marks.score),
            "next_try_at": next_try(tries, tries=rule.tries, hours=rule.tries_hours),
            "proved": Proficiency.objects.filter(learner=self.learner).exists(),
            "passed": attempt.passed or examining.has_passed(learner=self.learner),
        }
        return render(request, "learners/assessing/result.html", context)


class TaskView(LearnerView):
    """One task: what is to be seen, what was said of it, and where to hand in."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self._task(pk), HandInForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self._task(pk)
        form = HandInForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(task, form, status=422)
        try:
            services.hand_in(
                learner=self.learner,
                task=task,
                text=form.cleaned_data["text"],
                picture=form.picture_bytes,
                actor=account_of(request),
            )
        except StudyNotKept:
            return redirect("rights:consent", code=Consent.Purpose.STUDY)
        except DomainError as error:
            form.add_error(None, error.message)
            return self._show(task, form, status=422)
        return redirect("proving:task", pk=pk)

    def _task(self, pk: int) -> PracticalTask:
        return get_object_or_404(
            PracticalTask.objects.filter(valid_from__lte=timezone.localdate()), pk=pk
        )

    def _show(self, task: PracticalTask, form: HandInForm, status: int = 200) -> HttpResponse:
        of_all = selectors.own_tasks(learner=self.learner)
        own = next((one for one in of_all if one.task.code == task.code), None)
        earlier = HandIn.objects.filter(learner=self.learner, task__code=task.code)
        context = {
            "task": task,
            "own": own,
            "form": form,
            "earlier": list(earlier.order_by("-pk")[:5]),
        }
        return render(self.request, "learners/assessing/task.html", context, status=status)


class OwnPictureView(LearnerView):
    """The picture one handed in."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return picture_of(get_object_or_404(HandIn.objects.filter(learner=self.learner), pk=pk))
