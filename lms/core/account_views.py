"""Pages about one's own account: the second factor, and where one is signed in."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.generic import View

from lms.core import second_factor, sessions
from lms.core.access import account_of
from lms.core.accounts import AccountAdapter
from lms.core.factors import MFAAdapter, demo_code

# A first factor is set up by somebody who has only just come through the door: a session that has
# been lying about for weeks may be in other hands.
FIRST_FACTOR_SECONDS = 30 * 60


class FactorPage:
    """A page about second factors: for staff, and for whoever still has one. Nobody else."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Citizens are not told that such pages exist."""
        user = request.user
        if user.is_authenticated and not (second_factor.is_needed(user) or _has_one(request)):
            raise Http404
        away = self.lead_away(request) if user.is_authenticated else None
        response: HttpResponseBase = away or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Cache-Control"] = "private, no-store"
        return response

    def lead_away(self, request: HttpRequest) -> HttpResponseBase | None:
        """Where else somebody must go first; None lets them in."""
        return None


class FirstFactorPage(FactorPage):
    """A page that adds a factor; the first one only soon after signing in."""

    def lead_away(self, request: HttpRequest) -> HttpResponseBase | None:
        """Who came in long ago is led to the page that says so."""
        return redirect("mfa_index") if _must_sign_in_anew(request) else None


class FactorsView(FactorPage, base.IndexView):
    """The factors of one's account, and how to add the first."""

    template_name = "account/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        held = context["authenticators"]
        context["totp"] = held.get(Authenticator.Type.TOTP)
        context["passkeys"] = held.get(Authenticator.Type.WEBAUTHN, [])
        context["recovery_codes"] = held.get(Authenticator.Type.RECOVERY_CODES)
        context["sign_in_anew"] = _must_sign_in_anew(self.request)
        context["start_url"] = AccountAdapter(self.request).get_login_redirect_url(self.request)
        return context


class AuthenticateView(base.AuthenticateView):
    """The second step of signing in."""

    template_name = "account/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        return context | _ways_of(user) | {"demo_code": demo_code(user)}


class ReauthenticateView(FactorPage, base.ReauthenticateView):
    """Signing in again before an act of weight, by a code."""

    template_name = "account/sign_in_again.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = account_of(self.request)
        return context | _ways_of(user) | {"demo_code": demo_code(user)}


class ReauthenticateByPasskeyView(FactorPage, webauthn.ReauthenticateWebAuthnView):
    """Signing in again before an act of weight, by a passkey."""

    template_name = "account/sign_in_again_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # allauth's page leaves out where to go on to.
        next_url = self.get_next_url()
        return context | _ways_of(account_of(self.request)) | {"next": next_url or ""}

    def form_invalid(self, form: Form) -> HttpResponse:
        messages.error(self.request, "Khóa chưa được nhận. Hãy thử lại.")
        return self.render_to_response(self.get_context_data(form=form))


class ActivateAppView(FirstFactorPage, totp.ActivateTOTPView):
    """Set up an app that makes codes."""

    template_name = "account/app_add.html"


class DeactivateAppView(FactorPage, totp.DeactivateTOTPView):
    """Take the app away again; staff keep one factor."""

    template_name = "account/app_remove.html"


class AddPasskeyView(FirstFactorPage, webauthn.AddWebAuthnView):
    """Set up a passkey."""

    template_name = "account/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", kwargs.get("form") or self.get_form())
        return context


class RemovePasskeyView(FactorPage, webauthn.RemoveWebAuthnView):
    """Take a passkey away; staff keep one factor."""

    template_name = "account/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        if not MFAAdapter().can_delete_authenticator(self.object):
            error: ValidationError = MFAAdapter().validation_error("cannot_delete_authenticator")
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        response: HttpResponse = super().form_valid(form)
        return response


class RecoveryCodesView(FactorPage, recovery_codes.ViewRecoveryCodesView):
    """The codes for the day the phone is lost."""

    template_name = "account/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["start_url"] = AccountAdapter(self.request).get_login_redirect_url(self.request)
        return context


class NewRecoveryCodesView(FactorPage, recovery_codes.GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    template_name = "account/recovery_codes_new.html"


class DownloadRecoveryCodesView(FactorPage, recovery_codes.DownloadRecoveryCodesView):
    """The codes as a text file to print."""

    template_name = "account/recovery_codes.txt"


class DevicesView(LoginRequiredMixin, View):
    """Where one is signed in: end one, or all but this."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = render(
            request, "account/devices.html", {"devices": sessions.devices_of(request)}
        )
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        one = request.POST.get("device", "")
        if one.isascii() and one.isdigit():
            sessions.end_device(user=account_of(request), pk=int(one[:18]))
            messages.success(request, "Đã đăng xuất thiết bị đó.")
        else:
            sessions.end_other_devices(request)
            messages.success(request, "Đã đăng xuất mọi thiết bị khác.")
        return redirect("account_devices")


def _ways_of(user: Any) -> dict[str, bool]:
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "has_app": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in types,
    }


def _has_one(request: HttpRequest) -> bool:
    return second_factor.has_one(account_of(request))


def _must_sign_in_anew(request: HttpRequest) -> bool:
    """Whether this session is too old to set up a first factor."""
    if _has_one(request):
        return False  # allauth asks for it
    records = get_authentication_records(request, account_of(request))
    return not any(time.time() - one["at"] < FIRST_FACTOR_SECONDS for one in records)
