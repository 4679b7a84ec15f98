"""Figures about communes that others publish; what they are called when; which are merged."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learners.imports.tables import text_of
from learners.registry.forms import FiguresForm, MergerForm, TitleForm
from learners.registry.selectors import figures_shown, mergers_shown
from lms.core import figures, merging
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.places import change_title, reported_changes
from lms.core.staff import StaffView


class FiguresView(StaffView):
    """The figures as they stand, and a table of newer ones: pasted, shown, then kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(FiguresForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.scope.keeps_province:
            raise PermissionDenied
        form = FiguresForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        data = form.cleaned_data
        try:
            table = data["table"] or text_of(data["file"])
            rows = figures.split_table(table)
            lines = figures.understand(rows, as_of=data["as_of"], source=data["source"])
            if "keep" in request.POST:
                kept = figures.keep(lines=lines, kind=data["kind"], actor=account_of(request))
                messages.success(request, f"Đã ghi {kept} số liệu mới hoặc thay đổi.")
                return redirect("registry:figures")
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self._page(form)
        good = [line for line in lines if not line.problem]
        bad = [line for line in lines if line.problem]
        shown = {"good": good, "bad": bad, "table": table}
        return self._page(form, **shown)

    def _page(self, form: FiguresForm, **more: Any) -> HttpResponse:
        rows = figures_shown()
        context = {
            "form": form,
            "may_change": self.scope.keeps_province,
            "rows": rows,
            "known": sum(of_age is not None for _, of_age, _, _ in rows),
            "total": len(rows),
            **more,
        }
        return render(self.request, "learners/registry/figures.html", context)


class TitlesView(StaffView):
    """Which communes are wards from when, and which changes are only reported so far."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(TitleForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.scope.keeps_province:
            raise PermissionDenied
        form = TitleForm(request.POST)
        if form.is_valid():
            data = dict(form.cleaned_data)
            try:
                area = data.pop("commune")
                change_title(area=area, actor=account_of(request), **data)
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, f"Đã ghi: {area.name}.")
                return redirect("registry:titles")
        return self._page(form)

    def _page(self, form: TitleForm) -> HttpResponse:
        reported = reported_changes()
        communes = Area.objects.communes().prefetch_related("titles")
        rows = [
            (area, sorted(area.titles.all(), key=lambda one: one.valid_from), area.pk in reported)
            for area in communes
        ]
        rows.sort(key=lambda row: not (row[2] or len(row[1]) > 1))  # what needs a look stands first
        context = {"form": form, "rows": rows, "may_change": self.scope.keeps_province}
        return render(self.request, "learners/registry/titles.html", context)


class MergersView(StaffView):
    """Which communes were merged into others, and will be; a merger is asked for and called off."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(MergerForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.scope.keeps_province:
            raise PermissionDenied
        if "bo" in request.POST:
            return self._call_off(request.POST["bo"])
        form = MergerForm(request.POST)
        if form.is_valid():
            try:
                merging.ask_merger(actor=account_of(request), **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(
                    request,
                    "Đã gửi người thứ hai. Khi người ấy đồng ý, việc sáp nhập mới được ghi.",
                )
                return redirect("registry:mergers")
        return self._page(form)

    def _call_off(self, code: str) -> HttpResponse:
        area = get_object_or_404(Area, pk=code if code.isdecimal() else "")
        try:
            merging.call_off(area=area, actor=account_of(self.request))
        except DomainError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, f"Đã bỏ việc sáp nhập {area}.")
        return redirect("registry:mergers")

    def _page(self, form: MergerForm) -> HttpResponse:
        context = {
            "form": form,
            "rows": mergers_shown(),
            "may_change": self.scope.keeps_province,
        }
        return render(self.request, "learners/registry/mergers.html", context)
