"""Which phone a mark came from: told apart, not known.

A cookie of random letters stays when people sign out, so that a phone that goes round a hall is
seen as one (`flags`). What is stored is a keyed hash of it.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

_COOKIE = "may"
_AGE = 60 * 60 * 24 * 365
_LONGEST = 40


def device_of(request: HttpRequest) -> str:
    """The keyed hash of the phone behind a request; empty until `mark_device` has marked it."""
    told = request.COOKIES.get(_COOKIE, "")[:_LONGEST]
    return _hashed(told) if told else ""


def mark_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give the phone its cookie, when it has none yet."""
    if _COOKIE not in request.COOKIES:
        response.set_cookie(
            _COOKIE,
            secrets.token_urlsafe(16),
            max_age=_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _hashed(told: str) -> str:
    return salted_hmac("attendance.device", told, algorithm="sha256").hexdigest()[:16]
