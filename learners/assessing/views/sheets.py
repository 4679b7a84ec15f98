"""One paper sheet that was entered wrongly: its right numbers, or taken back altogether."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from learners.assessing import selectors, sheets
from learners.assessing.forms import CorrectForm
from learners.assessing.models import PaperResult
from learners.assessing.views.classes import ClassView
from lms.core.access import account_of
from lms.core.errors import DomainError


class SheetView(ClassView):
    """Set a sheet right, or take it back; each with a reason, while the class is open."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        result = self._result(pk)
        return self._show(result, CorrectForm(result=result))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        result = self._result(pk)
        form = CorrectForm(request.POST, result=result)
        if not form.is_valid():
            return self._show(result, form, status=422)
        try:
            self._act(result, form)
        except DomainError as error:
            form.add_error(None, error.message)
            return self._show(result, form, status=422)
        messages.success(
            request, f"Đã bỏ phiếu {result.sheet_number}." if form.voids else "Đã sửa."
        )
        if finished := selectors.finished_with(result=result):
            messages.warning(
                request,
                f"Khóa học của {result.learner.full_name} đã được ghi nhận xong ngày "
                f"{finished:%d/%m/%Y} khi kết thúc lớp. Việc ấy và giấy chứng nhận không tự rút "
                "lại: nếu không còn đúng, hãy báo cán bộ tỉnh thu hồi giấy.",
            )
        response = redirect("assessing:paper_result", pk=result.training_class_id)
        if result.kind == PaperResult.Kind.PROFICIENCY:
            response["Location"] += f"?{urlencode({'bai': 'sat-hach'})}"
        return response

    def _act(self, result: PaperResult, form: CorrectForm) -> None:
        told, actor = form.cleaned_data, account_of(self.request)
        if form.voids:
            sheets.void_sheet(result=result, reason=told["reason"], actor=actor)
            return
        sheets.correct_sheet(
            result=result,
            sheet=form.sheet,
            taken_on=told["taken_on"],
            reason=told["reason"],
            actor=actor,
        )

    def _result(self, pk: int) -> PaperResult:
        """The sheet, or a 404 for whoever may not see it."""
        seen = PaperResult.objects.visible_to(account_of(self.request)).select_related(
            "learner", "rule", "training_class__course", "training_class__commune"
        )
        return get_object_or_404(seen, pk=pk)

    def _show(self, result: PaperResult, form: CorrectForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = self.base(result.training_class, "phieu") | {
            "result": result,
            "form": form,
            "proficiency": result.kind == PaperResult.Kind.PROFICIENCY,
        }
        return render(self.request, "learners/assessing/sheet.html", context, status=status)
