"""A sheet of tasks: read, shown beside the register, and only then written."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learners.imports.tables import text_of
from learners.resolution import exports
from learners.resolution.forms import LONGEST_SHEET, SHEET_TOO_LONG, SheetForm
from learners.resolution.importing import PlanChanged, take_in
from learners.resolution.planning import CHANGED, NEW, PROBLEM, SAME, Plan, plan_of
from learners.resolution.views.keeping import KeeperView
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.sheets import XLSX


class ImportView(KeeperView):
    """Paste or choose a sheet, see what it would do, have it done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SheetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        data = form.cleaned_data
        try:
            text = text_of(data["file"]) if data["file"] else data["table"]
            if len(text) > LONGEST_SHEET:
                raise DomainError(SHEET_TOO_LONG)
            if "apply" in request.POST:
                return self._take_in(form, text)
            plan = plan_of(text)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(form, status=422)
        return self._page(form, plan, text)

    def _take_in(self, form: SheetForm, text: str) -> HttpResponse:
        digest = self.request.POST.get("digest", "")
        try:
            taken = take_in(text=text, digest=digest, actor=account_of(self.request))
        except PlanChanged as refusal:
            form.add_error(None, refusal.message)
            return self._page(form, plan_of(text), text, status=409)
        messages.success(
            self.request,
            f"Đã thêm {taken.new} và sửa {taken.changed} nhiệm vụ; để lại {taken.left_out} dòng.",
        )
        return redirect("resolution:list")

    def _page(
        self, form: SheetForm, plan: Plan | None = None, text: str = "", status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "plan": plan, "text": text}
        if plan:
            fates = {"new": NEW, "changed": CHANGED, "same": SAME, "bad": PROBLEM}
            context |= {name: plan.of(fate) for name, fate in fates.items()}
            context["remarked"] = [row for row in plan.rows if row.remarks]
        return render(self.request, "learners/resolution/import.html", context, status=status)


class TemplateView(KeeperView):
    """An empty sheet with our headings, and an invented example beside it."""

    def get(self, request: HttpRequest) -> FileResponse:
        return FileResponse(
            exports.template(),
            as_attachment=True,
            filename="mau-nhiem-vu-nghi-quyet-57.xlsx",
            content_type=XLSX,
        )
