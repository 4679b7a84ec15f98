"""Pages that belong to no box: the door, errors and health."""

import logging
import sys
from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LoginView
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from lms.core.accounts import SignInForm
from lms.core.errors import DomainError

logger = logging.getLogger(__name__)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and the cache takes a value: send traffic here."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        cache.set("readyz", 1, 5)
        ready = cache.get("readyz") == 1
    except Exception:  # every cache client raises errors of its own
        logger.exception("not ready")
        ready = False
    return JsonResponse({"ok": ready}, status=200 if ready else 503)


class SignInView(LoginView):
    """The first screen of the one door; a sender that fails is said in words."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """A code that is awaited does not bar the way: the number may have been mistyped."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except DomainError as error:
            form.add_error("login", error.message)
            response = self.form_invalid(form)
        return response


class ConfirmCodeView(ConfirmLoginCodeView):
    """The second screen; a code that cannot be sent again is said in words."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except DomainError as error:
            form.add_error(None, error.message)
            response = self.render_to_response(self.get_context_data(form=form))
        return response


class OneDoorView(RedirectView):
    """Every other login page leads to the one door; who is in already may not go where they asked.

    Without the second half a citizen at an operator's address would be sent round in a circle.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or cookies that are off: say what to do, lose nothing."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in words."""
    return render(request, "404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in words."""
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in words, or 503 when the database is away; free of queries so that it always renders.

    The fields of a POST that met an absent database come back as a form that can be sent again:
    nothing typed is lost.
    """
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return render(request, "500.html", status=500)
    logger.error("database away: %s", error)
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    response = render(request, "503.html", {"typed": typed}, status=503)
    response["Retry-After"] = "10"
    return response
