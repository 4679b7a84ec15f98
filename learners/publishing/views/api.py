"""The read API of the province's operations centre: exact counts, never people.

A program shows its key; cookies mean nothing here, so nothing can be done in somebody's name.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from learners.publishing import keys, reading
from learners.publishing.models import ApiKey
from learners.publishing.openapi import document
from learners.publishing.reading import BadQuestion, NotInScope
from learners.publishing.views import problems
from learners.publishing.views.problems import Problem
from lms.core.limits import allow

logger = logging.getLogger(__name__)

KEY_ASKS_A_MINUTE = 120
# Wrong keys by address: a program whose key has run out should not keep the database busy.
WRONG_KEYS_A_MINUTE = 60


class ApiView(View):
    """An address of the API: GET, JSON, and every refusal as problem details."""

    read: ClassVar[Callable[..., dict[str, Any]]]
    parameters: ClassVar[frozenset[str]] = frozenset()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Problem as problem:
            response = problem.response()
        except (OperationalError, InterfaceError):
            logger.exception("database away")
            response = problems.our_fault(503).response()
        except Exception:  # whatever it is, no page and no trace of it goes to a program
            logger.exception("the API failed")
            response = problems.our_fault().response()
        response["Cache-Control"] = "private, no-store"
        response["Vary"] = "Authorization"
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise problems.only_reading()

    options = http_method_not_allowed

    def get(self, request: HttpRequest) -> HttpResponseBase:
        key = self._key(request)
        try:
            return _json(type(self).read(key=key, asked=self._asked(request)))
        except BadQuestion as error:
            raise problems.bad_request(**error.errors) from error
        except NotInScope as error:
            raise problems.out_of_scope() from error

    def _key(self, request: HttpRequest) -> ApiKey:
        """The key that the program shows, if it may ask now; its use is written down."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        address = get_adapter().get_client_ip(request)
        key = keys.open_with(secret.strip()) if kind.lower() == "bearer" else None
        if key is None:
            _limit(f"api-wrong:{address}", WRONG_KEYS_A_MINUTE)
            raise problems.unknown_key()
        _limit(f"api:{key.pk}", KEY_ASKS_A_MINUTE)
        keys.note_use(key=key)
        return key

    def _asked(self, request: HttpRequest) -> dict[str, str]:
        """What is asked for. A parameter that is not known, or comes twice, is an error: a filter
        that is silently left out would give a wrong sum."""
        wrong = {
            name: "Không có tham số này."
            if name not in self.parameters
            else "Mỗi tham số chỉ ghi một lần."
            for name, values in request.GET.lists()
            if name not in self.parameters or len(values) > 1
        }
        if wrong:
            raise problems.bad_request(**wrong)
        return {name: value for name, value in request.GET.items() if isinstance(value, str)}


class IndicatorsView(ApiView):
    """Which numbers there are."""

    read = staticmethod(reading.indicators)


class CommunesView(ApiView):
    """Which places there are."""

    read = staticmethod(reading.communes)


class CountsView(ApiView):
    """The counts, page by page."""

    read = staticmethod(reading.counts)
    parameters = frozenset({"from", "to", "area", "indicator", "limit", "after"})


class GoalsView(ApiView):
    """What is to be reached."""

    read = staticmethod(reading.goals)


class DescriptionView(ApiView):
    """What the API is; the one address that needs no key."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return _json(document(settings.SITE_URL))


class UnknownView(ApiView):
    """Whatever has no address: said to a program as programs read it."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        raise problems.no_such_address()


def _limit(name: str, amount: int) -> None:
    if not allow(name, amount=amount, seconds=60):
        raise problems.too_often(60 - int(time.time()) % 60)


def _json(body: dict[str, Any]) -> JsonResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


indicators = csrf_exempt(IndicatorsView.as_view())
communes = csrf_exempt(CommunesView.as_view())
counts = csrf_exempt(CountsView.as_view())
goals = csrf_exempt(GoalsView.as_view())
openapi = csrf_exempt(DescriptionView.as_view())
unknown = csrf_exempt(UnknownView.as_view())
