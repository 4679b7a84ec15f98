"""A class for whoever teaches it: who is stuck, the tasks to tick, results from paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from learners.assessing import selectors, services, sheets, watching
from learners.assessing.forms import SheetForm, TakenOnForm, pairs_in, sheet_forms
from learners.assessing.models import PaperResult, PracticalTask
from learners.classes.models import TrainingClass
from learners.classes.permissions import may_run
from learners.study.selectors import proficiency_rule
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class ClassView(StaffView):
    """A screen of one class that one teaches or watches over."""

    gate = "may_teach"

    def class_of(self, pk: int) -> TrainingClass:
        """The class, or a 404 for whoever may not see it."""
        seen = TrainingClass.objects.visible_to(account_of(self.request))
        return get_object_or_404(seen.select_related("course", "commune"), pk=pk)

    def base(self, training_class: TrainingClass, tab: str) -> dict[str, Any]:
        """What every page of a class shows; the look at its people is recorded."""
        user = account_of(self.request)
        audit.record(actor=user, action="assessing.look", target=training_class, what=tab)
        mine = may_run(user=user, training_class=training_class)
        is_open = training_class.state == TrainingClass.State.OPEN
        return {
            "klass": training_class,
            "tab": tab,
            "may_run": mine,
            "may_write": mine and is_open,
            "closed": mine and not is_open,
            "first": not self.request.GET.get("sau"),
        }


class ProgressView(ClassView):
    """Who needs help first, and where they stand."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        page = watching.progress_page(
            training_class=training_class, after=request.GET.get("sau", "")
        )
        context = self.base(training_class, "tien-do") | {"page": page}
        return render(request, "learners/assessing/progress.html", context)


# The word in the address that shows every task of every person, instead of one task.
ALL_TASKS = "tat-ca"


class TasksView(ClassView):
    """Which task is watched; then people to be ticked on a phone, for one task or for all."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        every = selectors.tasks_for(course=training_class.course)
        chosen = request.GET.get("viec", "")
        if len(every) < 2 or chosen == ALL_TASKS or chosen in {str(task.pk) for task in every}:
            return self._show(training_class)
        seated, counts = watching.tasks_done(training_class=training_class, tasks=every)
        context = self.base(training_class, "thuc-hanh") | {"counts": counts, "seated": seated}
        return render(request, "learners/assessing/choose_task.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        ticked, were = pairs_in(request.POST, "done"), pairs_in(request.POST, "were")
        try:
            changed = services.tick_tasks(
                training_class=training_class,
                done=ticked - were,
                taken_back=were - ticked,
                actor=account_of(request),
            )
        except DomainError as error:
            return self._show(training_class, problem=error.message, ticked=ticked)
        said = f"Đã lưu {changed} thay đổi." if changed else "Đã lưu. Không có gì thay đổi."
        messages.success(request, said)
        return _back(request, "assessing:tasks", pk)

    def _show(
        self,
        training_class: TrainingClass,
        problem: str = "",
        ticked: set[services.Pair] | None = None,
    ) -> HttpResponse:
        every = selectors.tasks_for(course=training_class.course)
        one = self.request.GET.get("viec", "")
        shown: list[PracticalTask] = [t for t in every if str(t.pk) == one] or every
        page = watching.task_page(
            training_class=training_class,
            tasks=shown,
            user=account_of(self.request),
            after=self.request.GET.get("sau", ""),
        )
        context = self.base(training_class, "thuc-hanh") | {
            "page": page,
            "several": len(every) > 1,
            "shown": shown,
            "one": shown[0] if len(shown) == 1 else None,
            "problem": problem,
            "ticked": None if ticked is None else {f"{who}-{task}" for who, task in ticked},
        }
        status = 422 if problem else 200
        return render(self.request, "learners/assessing/tasks.html", context, status=status)


class PaperResultView(ClassView):
    """Marks from paper sheets, a line a person; all lines are entered, or none."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        return self._show(training_class, TakenOnForm(), *self._lines(training_class))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        day = TakenOnForm(request.POST)
        lines, next_key = self._lines(training_class, bound=True)
        if not all([day.is_valid(), *[line.is_valid() for line in lines]]):
            return self._show(training_class, day, lines, next_key, status=422)
        told = [sheet for line in lines if (sheet := line.sheet)]
        try:
            sheets.enter_paper(
                training_class=training_class,
                kind=self.kind,
                sheets=told,
                taken_on=day.cleaned_data["taken_on"],
                actor=account_of(request),
            )
        except DomainError as error:
            return self._show(
                training_class, day, lines, next_key, status=422, problem=error.message
            )
        messages.success(request, f"Đã ghi kết quả của {len(told)} phiếu.")
        return _back(request, "assessing:paper_result", pk)

    @property
    def kind(self) -> str:
        """Which test the sheets are of."""
        asked = self.request.GET.get("bai")
        kinds = PaperResult.Kind
        return kinds.PROFICIENCY if asked == "sat-hach" else kinds.COURSE

    def _numbers(self, training_class: TrainingClass) -> tuple[int, int]:
        """How many questions the test has, and how many of safety."""
        if self.kind == PaperResult.Kind.COURSE:
            return training_class.course.questions_drawn, 0
        rule = proficiency_rule()
        return (rule.test_questions, rule.safety_questions) if rule else (0, 0)

    def _lines(
        self, training_class: TrainingClass, *, bound: bool = False
    ) -> tuple[list[SheetForm], str]:
        after = self.request.GET.get("sau", "")
        seats, next_key = watching.people_page(training_class=training_class, after=after)
        total, safety = self._numbers(training_class)
        people = [seat.learner for seat in seats]
        data = self.request.POST if bound else None
        return sheet_forms(people, total=total, safety=safety, data=data), next_key

    def _show(
        self,
        training_class: TrainingClass,
        day: TakenOnForm,
        lines: list[SheetForm],
        next_key: str,
        *,
        status: int = 200,
        problem: str = "",
    ) -> HttpResponse:
        people = [line.learner.pk for line in lines]
        entered = watching.sheets_of(people=people, training_class=training_class, kind=self.kind)
        reasons = watching.why_not(people=people, user=account_of(self.request))
        context = self.base(training_class, "phieu") | {
            "day": day,
            "rows": [
                (line, entered.get(line.learner.pk, []), reasons.get(line.learner.pk, ""))
                for line in lines
            ],
            "wrong": [line for line in lines if line.is_bound and line.errors],
            "next_key": next_key,
            "proficiency": self.kind == PaperResult.Kind.PROFICIENCY,
            "problem": problem,
        }
        return render(self.request, "learners/assessing/paper.html", context, status=status)


def _back(request: HttpRequest, name: str, pk: int) -> HttpResponseRedirect:
    """To the page the form stood on: the same task, kind and people."""
    kept = {key: request.GET[key] for key in ("viec", "bai", "sau") if request.GET.get(key)}
    response = redirect(name, pk=pk)
    if kept:
        response["Location"] += f"?{urlencode(kept)}"
    return response
