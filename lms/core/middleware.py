"""Headers, and the cache of published pages."""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from lms.core import second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


class PublishedPageCacheMiddleware:
    """Serve a page that called itself public from this process's memory.

    A published page is the same for everyone: it sets `Cache-Control: public` and no cookie. It is
    kept for seconds (PAGE_CACHE_SECONDS), so an author's change shows up as quickly.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        key = sha256(f"{packed}{request.path}".encode()).hexdigest()
        if kept := self.cache.get(key):
            return HttpResponse(kept[0], headers=kept[1])
        response = self.get_response(request)
        if self._may_keep(request, response):
            headers = {k: v for k, v in response.items() if k != "Content-Length"}
            self.cache.set(key, (response.content, headers))
        return response

    @staticmethod
    def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method == "GET"
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and "public" in response.get("Cache-Control", "")
            and response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        )


class ResponseHeadersMiddleware:
    """The headers Django has no setting for; static and media never come through here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/bien-tap/"):
            response.setdefault("Content-Security-Policy", settings.AUTHOR_CONTENT_SECURITY_POLICY)
        return response


class DesksMiddleware:
    """The desks that others built (Wagtail, Django's admin) open after the second factor only.

    Whoever needs none has no rights there either, and is told so by the desk itself.
    """

    DESKS = ("/bien-tap/", "/quan-tri/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at_a_desk = request.path_info.startswith(self.DESKS)
        if at_a_desk and second_factor.is_needed(request.user):
            return second_factor.lead_to_it(request) or self.get_response(request)
        return self.get_response(request)
