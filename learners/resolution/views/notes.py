"""Saying how far a task is, correcting what was said, and opening what was handed in."""

from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learners.resolution.forms import CorrectForm, NoteForm
from learners.resolution.models import ProgressNote, ResolutionTask, TaskIndicator
from learners.resolution.noting import add_note, correct_note
from learners.resolution.permissions import may_note
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView

_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg"}


class NoteView(StaffView):
    """How far a task is: for the agencies of the task and those who keep the register."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = _task(request, pk)
        return _page(request, task, NoteForm(**_asked(request, task)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = _task(request, pk)
        form = NoteForm(request.POST, request.FILES, **_asked(request, task))
        if form.is_valid():
            try:
                add_note(task=task, note=form.note(), key=_key(request), actor=account_of(request))
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "Đã ghi tiến độ.")
                return redirect("resolution:task", task.pk)
        return _page(request, task, form, status=422)


class CorrectView(StaffView):
    """A wrong note followed by a right one, or taken back; with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        wrong = _note(request, pk)
        form = CorrectForm(initial=NoteForm.initial_of(wrong), **_asked(request, wrong.task))
        return _page(request, wrong.task, form, wrong=wrong)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wrong = _note(request, pk)
        form = CorrectForm(request.POST, request.FILES, **_asked(request, wrong.task))
        if "take_back" in request.POST:  # then only the reason is asked for
            for name in [name for name in form.fields if name != "reason"]:
                form.fields[name].required = False
        if form.is_valid():
            try:
                correct_note(
                    wrong=wrong,
                    note=None if "take_back" in request.POST else form.note(),
                    reason=form.cleaned_data["reason"],
                    key=_key(request),
                    actor=account_of(request),
                )
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "Đã sửa. Lần ghi trước vẫn giữ để xem lại.")
                return redirect("resolution:task", wrong.task_id)
        return _page(request, wrong.task, form, wrong=wrong, status=422)


class FileView(StaffView):
    """What was handed in as evidence; each opening is written down."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        user = account_of(request)
        seen = ProgressNote.objects.filter(task__in=ResolutionTask.objects.visible_to(user))
        note = get_object_or_404(seen.exclude(file=""), pk=pk)
        audit.record(actor=user, action="resolution.open_file", target=note)
        ending = str(note.file).rpartition(".")[2]
        return FileResponse(
            note.file.open(),
            as_attachment=True,
            filename=f"minh-chung-{note.pk}.{ending}",
            content_type=_TYPES[ending],
        )


def _task(request: HttpRequest, pk: int) -> ResolutionTask:
    user = account_of(request)
    task = get_object_or_404(ResolutionTask.objects.visible_to(user), pk=pk)
    if not may_note(user, task):
        raise PermissionDenied
    return task


def _note(request: HttpRequest, pk: int) -> ProgressNote:
    """A note that still counts, of a task that is theirs to report on."""
    note = get_object_or_404(ProgressNote.objects.select_related("task"), pk=pk)
    if not may_note(account_of(request), note.task):
        raise PermissionDenied
    if not note.counts:
        raise Http404
    return note


def _asked(request: HttpRequest, task: ResolutionTask) -> dict[str, Any]:
    """What the form needs to know: indicators that nobody feeds, and our own name."""
    indicators = TaskIndicator.objects.filter(task=task, feed="")
    return {"indicators": indicators, "host": request.get_host()}


def _key(request: HttpRequest) -> str:
    """The name of the form that was sent: sent twice, it is the same."""
    key = request.POST.get("key", "")
    return key if len(key) == 32 and key.isascii() and key.isalnum() else token_hex(16)


def _page(
    request: HttpRequest,
    task: ResolutionTask,
    form: NoteForm,
    *,
    wrong: ProgressNote | None = None,
    status: int = 200,
) -> HttpResponse:
    key = _key(request) if request.method == "POST" else token_hex(16)
    context = {"task": task, "form": form, "wrong": wrong, "key": key}
    return render(request, "learners/resolution/note.html", context, status=status)
