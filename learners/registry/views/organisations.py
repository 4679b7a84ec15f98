"""Agencies, schools, enterprises and unions: the list, adding, changing, closing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.generic import FormView

from learners.people.forms import commune_label
from learners.registry.forms import OrganisationForm, OrganisationMergerForm
from lms.core.access import Scope, account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import Area, Organisation
from lms.core.organisations import (
    ask_merger,
    may_change,
    organisations_of,
    save_organisation,
    set_active,
)
from lms.core.staff import RegistrarView, StaffView

PAGE_SIZE = 50


class ListView(StaffView):
    """The organisations of one's area, or one's own, by name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text, after = (
            request.GET.get("tim", "")[:80].replace("\x00", ""),
            request.GET.get("sau", ""),
        )
        found = organisations_of(scope=self.scope, text=text)
        if after.isascii() and after.isdigit():
            last = Organisation.objects.filter(pk=int(after[:18])).first()
            if last:
                found = found.filter(search_key__gte=last.search_key).exclude(
                    search_key=last.search_key, pk__lte=last.pk
                )
        rows = list(found[: PAGE_SIZE + 1])
        context = {
            "rows": [(one, may_change(self.scope, one)) for one in rows[:PAGE_SIZE]],
            "next_key": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else "",
            "text": text,
            "may_register": self.scope.may_register,
        }
        return render(request, "learners/registry/organisations.html", context)


class OrganisationFormView(RegistrarView, FormView[OrganisationForm]):
    """Adding or changing one; what one may not change is not found."""

    form_class = OrganisationForm
    template_name = "learners/registry/organisation.html"
    title = "Thêm cơ quan, đơn vị"

    @cached_property
    def organisation(self) -> Organisation | None:
        """The one that is changed; None for a new one."""
        return None

    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        data = form.cleaned_data
        kept = {name: data[name] for name in ("name", "kind", "area", "parent")}
        try:
            saved = save_organisation(
                organisation=self.organisation, actor=account_of(self.request), **kept
            )
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        messages.success(self.request, f"Đã ghi {saved.name}.")
        return redirect("registry:organisations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"title": self.title, "organisation": self.organisation}
        return {**super().get_context_data(**kwargs), **told}


class AddView(OrganisationFormView):
    """A new one."""

    def get_initial(self) -> dict[str, Any]:
        if len(self.scope.communes) != 1:
            return {}
        return {"area": commune_label(Area.objects.get(pk=next(iter(self.scope.communes))))}


class ChangeView(OrganisationFormView):
    """One that is there; the button beside the form closes it or opens it again."""

    title = "Sửa cơ quan, đơn vị"

    @cached_property
    def organisation(self) -> Organisation:
        """The one of the address, if it is one's to change."""
        return _theirs(self.scope, self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return OrganisationForm.initial_of(self.organisation)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if state := request.POST.get("state"):
            one, opens = self.organisation, state == "open"
            try:
                set_active(organisation=one, is_active=opens, actor=account_of(request))
            except DomainError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, f"{one.name}: {'mở lại' if opens else 'đã đóng'}.")
            return redirect("registry:organisations")
        return super().post(request, *args, **kwargs)


class MergeView(RegistrarView, FormView[OrganisationMergerForm]):
    """Asking that one be part of another one from now on; an officer of the province decides."""

    form_class = OrganisationMergerForm
    template_name = "learners/registry/organisation_merger.html"

    @cached_property
    def organisation(self) -> Organisation:
        """The one of the address, if it is one's to change."""
        return _theirs(self.scope, self.kwargs["pk"])

    def form_valid(self, form: OrganisationMergerForm) -> HttpResponse:
        actor = account_of(self.request)
        try:
            ask_merger(organisation=self.organisation, actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        messages.success(
            self.request, "Đã gửi người thứ hai. Khi cán bộ tỉnh đồng ý, việc nhập mới được ghi."
        )
        return redirect("registry:organisations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, **kwargs)


def _theirs(scope: Scope, pk: int) -> Organisation:
    found = Organisation.objects.select_related("area", "parent__area", "successor")
    one = found.filter(pk=pk).first()
    if one is None or not may_change(scope, one):
        raise Http404
    return one
