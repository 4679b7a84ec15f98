"""Coming onto the register."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from learners.people import services
from learners.people.forms import RegisterForm, commune_label
from learners.people.selectors import communes_matching, learner_of
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError


class RegisterView(LoginRequiredMixin, FormView[RegisterForm]):
    """Who are you? Asked once, after the first sign-in."""

    form_class = RegisterForm
    template_name = "learners/people/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if learner_of(request.user):
            return redirect(self.next_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        data, user = form.cleaned_data, account_of(self.request)
        try:
            services.claim_learner(
                user=user,
                full_name=data["full_name"],
                birth_year=data["birth_year"],
                commune=data["commune"],
                consents=form.consents(),
                actor=user,
            )
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Where the person was going; only ever a page of our own."""
        target = self.request.POST.get("next") or self.request.GET.get("next") or ""
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={self.request.get_host()})
        return target if safe and target.startswith("/") else reverse("study:mine")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        target = self.request.POST.get("next") or self.request.GET.get("next", "")
        return {**context, "next": target, "consents": form.consent_fields()}


class CommuneOptionsView(View):
    """The options of the commune field while somebody types."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("commune", "")[:80]
        options = [commune_label(area) for area in communes_matching(typed)[:8]]
        response = render(request, "components/commune_options.html", {"options": options})
        response["Cache-Control"] = "public, max-age=3600"
        return response
