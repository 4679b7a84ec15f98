"""Coming onto the register."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from learners.people import claims, services
from learners.people.forms import RegisterForm, commune_label
from learners.people.offers import Offer
from learners.people.selectors import communes_matching, learner_of
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import Area


class OnTheWayMixin:
    """Screens between the first sign-in and the register: where the person was going."""

    request: HttpRequest

    def next_url(self, target: str = "") -> str:
        """Where the person was going; only ever a page of our own."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or target
        safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={self.request.get_host()})
        return asked if safe and asked.startswith("/") else reverse("study:mine")


class RegisterView(OnTheWayMixin, LoginRequiredMixin, FormView[RegisterForm]):
    """Who are you? Asked once, after the first sign-in."""

    form_class = RegisterForm
    template_name = "learners/people/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if learner_of(request.user):
            return redirect(self.next_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        user, said = account_of(self.request), form.said()
        about = {key: said[key] for key in ("full_name", "birth_year", "commune")}
        if record := claims.unclaimed_namesake(user=user, **about):
            offer = Offer(record.pk, said | {"commune": said["commune"].pk}, self.next_url())
            offer.keep(self.request.session)
            return redirect("people:claim_offer")
        try:
            services.claim_learner(user=user, actor=user, **said)
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        return redirect(self.next_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        target = self.request.POST.get("next") or self.request.GET.get("next", "")
        return {**context, "next": target, "consents": form.consent_fields()}


class ClaimOfferView(OnTheWayMixin, LoginRequiredMixin, View):
    """Is this record yours? A code to the phone on it proves it; or somebody new is registered."""

    offer: Offer

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        offer = Offer.kept_in(request.session)
        if request.user.is_authenticated and (learner_of(request.user) or offer is None):
            return redirect("people:register")
        if offer:
            self.offer = offer
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._ask()

    def post(self, request: HttpRequest) -> HttpResponse:
        acts = {"send": self._send, "check": self._check, "new": self._register}
        act = acts.get(request.POST.get("act", ""), self._ask)
        try:
            return act()
        except DomainError as error:
            return self._ask(error.message, status=422)

    def _send(self) -> HttpResponse:
        user = account_of(self.request)
        challenge = claims.send_claim_code(learner=self.offer.record(), user=user)
        self.offer.keep(self.request.session, challenge)
        return redirect("people:claim_offer")

    def _check(self) -> HttpResponse:
        user, challenge = account_of(self.request), self.offer.challenge
        if challenge is None:
            return self._ask()
        typed = self.request.POST.get("code", "")[:20]
        challenge, right = claims.try_code(challenge=challenge, typed=typed, user=user)
        self.offer.keep(self.request.session, challenge)
        if not right:
            return self._ask(claims.WRONG_CODE, status=422)
        said = self.offer.said
        claims.claim_record(
            user=user,
            record=self.offer.record(),
            consents=said["consents"],
            guardian_name=said["guardian_name"],
            actor=user,
        )
        return self._leave()

    def _register(self) -> HttpResponse:
        user, said = account_of(self.request), dict(self.offer.said)
        said["commune"] = Area.objects.get(pk=said["commune"])
        services.claim_learner(user=user, actor=user, **said)
        return self._leave()

    def _leave(self) -> HttpResponse:
        target = self.next_url(self.offer.next_url)
        Offer.forget(self.request.session)
        return redirect(target)

    def _ask(self, problem: str = "", status: int = 200) -> HttpResponse:
        record = self.offer.record()
        context = {
            "place": record.commune,
            "phone": claims.hide_phone(record.phone),
            "sent": self.offer.challenge is not None,
            "problem": problem,
        }
        return render(self.request, "learners/people/register_claim.html", context, status=status)


class CommuneOptionsView(View):
    """The options of the commune field while somebody types."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("commune", "")[:80]
        options = [commune_label(area) for area in communes_matching(typed)[:8]]
        response = render(request, "components/commune_options.html", {"options": options})
        response["Cache-Control"] = "public, max-age=3600"
        return response
