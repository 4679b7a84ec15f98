"""Screens of those who keep the register of tasks; others who watch look, and change nothing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import FormView

from learners.resolution.permissions import may_keep
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class KeeperView(StaffView):
    """A screen of those who keep the register."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_keep(account_of(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class KeeperFormView(KeeperView, FormView[Any]):
    """A form that ends in one service; what it refuses is said above what was typed."""

    title = ""
    template_name = "learners/resolution/form.html"

    def save(self, form: Any) -> HttpResponse:
        """Call the service and say where to go."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.save(form)
        except DomainError as refusal:
            form.add_error(None, as_validation_error(refusal))
            return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"title": self.title}
