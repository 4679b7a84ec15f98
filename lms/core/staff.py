"""Screens for those who hold a role: who gets in, and with what headers."""

from typing import Any, ClassVar

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from lms.core.access import Scope, scope_of


class StaffView(AccessMixin, View):
    """A screen for staff. `gate` names the property of `Scope` that opens it.

    A visitor is led to the door; somebody without the role gets a 403. Nothing is kept by caches.
    """

    gate: ClassVar[str] = "may_watch"
    scope: Scope

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.scope = scope_of(request.user)
        if not getattr(self.scope, self.gate):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        return response


class RegistrarView(StaffView):
    """A screen that changes the register of people: auditors look, and change nothing."""

    gate = "may_register"
