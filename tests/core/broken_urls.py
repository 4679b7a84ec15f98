"""The product's addresses, and two that meet trouble: the database away, and a fault of ours."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms import urls

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


def database_away(request: HttpRequest) -> HttpResponse:
    """PostgreSQL went away while this was being answered."""
    raise OperationalError("server closed the connection unexpectedly")


def connection_lost(request: HttpRequest) -> HttpResponse:
    """The connection was already closed."""
    raise InterfaceError("connection already closed")


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    raise RuntimeError("a fault")


urlpatterns = [
    path("thu/mat-du-lieu/", database_away),
    path("thu/mat-ket-noi/", connection_lost),
    path("thu/loi/", fault),
    *urls.urlpatterns,
]
