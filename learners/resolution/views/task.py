"""One task: what is written of it, what is said of it, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from learners.resolution import clearness, selectors, services
from learners.resolution.forms import DropForm, IndicatorForm, ObjectiveForm, TaskForm
from learners.resolution.models import Objective, ResolutionTask, TaskIndicator
from learners.resolution.permissions import may_keep, may_note
from learners.resolution.views.keeping import KeeperFormView
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class TaskView(StaffView):
    """A task with its six, its indicators, its notes, and what was changed when."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = account_of(request)
        seen = selectors.tasks(ResolutionTask.objects.visible_to(user))
        task = get_object_or_404(seen, pk=pk)
        row = selectors.row_of(task, timezone.localdate())
        keeps = may_keep(user)
        context = {
            "task": task,
            "row": row,
            "six": clearness.look_at(selectors.six_of(task)),
            "values": selectors.values_of(list(task.indicators.all())),
            "notes": selectors.notes_of(task),
            "changes": task.changes.select_related("changed_by"),
            "may_keep": keeps,
            "may_note": not task.dropped_at and (keeps or may_note(user, task)),
        }
        return render(request, "learners/resolution/task.html", context)


class OfTask(KeeperFormView):
    """A form about one task that is there."""

    @cached_property
    def task(self) -> ResolutionTask:
        """The one of the address."""
        seen = ResolutionTask.objects.visible_to(account_of(self.request))
        return get_object_or_404(selectors.tasks(seen), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"task": self.task}


class AddView(KeeperFormView):
    """A new task."""

    form_class = TaskForm
    title = "Thêm nhiệm vụ"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"objectives": selectors.objectives()}

    def save(self, form: TaskForm) -> HttpResponse:
        made = services.save_task(task=None, facts=form.facts(), actor=account_of(self.request))
        messages.success(self.request, f"Đã thêm nhiệm vụ {made.number}.")
        return redirect("resolution:task", made.pk)


class ChangeView(OfTask):
    """A task set right; a form opened before somebody else's change is refused."""

    form_class = TaskForm
    title = "Sửa nhiệm vụ"

    def get_initial(self) -> dict[str, Any]:
        return TaskForm.initial_of(selectors.facts_of(self.task))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"objectives": selectors.objectives()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.request.POST.get("version") or str(self.task.version)
        return super().get_context_data(**kwargs) | {"version": shown}

    def save(self, form: TaskForm) -> HttpResponse:
        version = self.request.POST.get("version", "")[:9]
        services.save_task(
            task=self.task,
            facts=form.facts(),
            version=int(version) if version.isascii() and version.isdigit() else 0,
            actor=account_of(self.request),
        )
        messages.success(self.request, "Đã ghi. Lần sửa được giữ ở cuối trang.")
        return redirect("resolution:task", self.task.pk)


class DropView(OfTask):
    """Follow a task no more, with a reason; or again."""

    form_class = DropForm
    title = "Thôi theo dõi nhiệm vụ"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "again" in request.POST:
            services.drop_task(task=self.task, reason="", actor=account_of(request))
            messages.success(request, "Nhiệm vụ được theo dõi lại.")
            return redirect("resolution:task", self.task.pk)
        return super().post(request, *args, **kwargs)

    def save(self, form: DropForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        services.drop_task(task=self.task, reason=reason, actor=account_of(self.request))
        messages.success(self.request, "Đã thôi theo dõi. Mọi điều đã ghi vẫn giữ nguyên.")
        return redirect("resolution:task", self.task.pk)


class AddIndicatorView(OfTask):
    """A new indicator of a task."""

    form_class = IndicatorForm
    title = "Thêm chỉ tiêu"

    def save(self, form: IndicatorForm) -> HttpResponse:
        services.save_indicator(
            task=self.task,
            indicator=None,
            measure=form.measure(),
            actor=account_of(self.request),
        )
        messages.success(self.request, "Đã thêm chỉ tiêu.")
        return redirect("resolution:task", self.task.pk)


class IndicatorView(KeeperFormView):
    """An indicator set right, or taken away while nobody has reported on it."""

    form_class = IndicatorForm
    title = "Sửa chỉ tiêu"

    @cached_property
    def indicator(self) -> TaskIndicator:
        """The one of the address."""
        found = TaskIndicator.objects.select_related("task")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return IndicatorForm.initial_of(self.indicator)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"task": self.indicator.task, "may_remove": not self.indicator.notes.exists()}
        return super().get_context_data(**kwargs) | told

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" not in request.POST:
            return super().post(request, *args, **kwargs)
        task = self.indicator.task
        try:
            services.remove_indicator(indicator=self.indicator, actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Đã bỏ chỉ tiêu. Lần bỏ được giữ trong phần đã sửa.")
        return redirect("resolution:task", task.pk)

    def save(self, form: IndicatorForm) -> HttpResponse:
        services.save_indicator(
            task=self.indicator.task,
            indicator=self.indicator,
            measure=form.measure(),
            actor=account_of(self.request),
        )
        messages.success(self.request, "Đã ghi chỉ tiêu.")
        return redirect("resolution:task", self.indicator.task_id)


class ObjectivesView(StaffView):
    """The objectives with how many tasks each has."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "objectives": selectors.objectives_counted(),
            "may_keep": may_keep(account_of(request)),
        }
        return render(request, "learners/resolution/objectives.html", context)


class AddObjectiveView(KeeperFormView):
    """A new objective."""

    form_class = ObjectiveForm
    title = "Thêm mục tiêu"

    @cached_property
    def objective(self) -> Objective | None:
        """The one that is changed; None for a new one."""
        return None

    def save(self, form: ObjectiveForm) -> HttpResponse:
        services.save_objective(
            objective=self.objective, actor=account_of(self.request), **form.cleaned_data
        )
        messages.success(self.request, "Đã ghi mục tiêu.")
        return redirect("resolution:objectives")


class ObjectiveView(AddObjectiveView):
    """An objective set right."""

    title = "Sửa mục tiêu"

    @cached_property
    def objective(self) -> Objective:
        """The one of the address."""
        return get_object_or_404(Objective, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"number": self.objective.number, "title": self.objective.title}
