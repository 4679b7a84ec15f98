"""Screens for those who hold a role: who gets in, and with what headers."""

from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from lms.core import second_factor
from lms.core.access import Scope, scope_of


class StaffView(AccessMixin, View):
    """A screen for staff. `gate` names the property of `Scope` that opens it.

    A visitor is led to the door, somebody without the role gets a 403, and who holds it but has
    not shown a second factor is led to it. Nothing is kept by caches.
    """

    gate = "may_watch"
    scope: Scope

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.scope = request.staff_scope = scope_of(request.user)  # type: ignore[attr-defined]
        if not getattr(self.scope, self.gate):
            raise PermissionDenied
        response = self.keep_out(request) or super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        return response

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """Where somebody who may come in must go first; None lets them in."""
        return second_factor.lead_to_it(request)


class RegistrarView(StaffView):
    """A screen that changes the register of people: auditors look, and change nothing."""

    gate = "may_register"


class FreshSignInMixin:
    """Before an act of weight: sign in again, by the second factor, unless that was just done.

    Stands first: `class ExportView(FreshSignInMixin, RegistrarView)`. A form that was sent is kept
    and carried out after signing in (files are not: send those before).
    """

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """Asks anew once the last time is longer ago than ACCOUNT_REAUTHENTICATION_TIMEOUT."""
        response: HttpResponseBase | None = super().keep_out(request)  # type: ignore[misc]
        if response is None and not second_factor.is_fresh(request):
            raise ReauthenticationRequired
        return response
