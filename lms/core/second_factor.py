"""The second factor: who needs one, and whether this session has shown it.

allauth keeps, in the session, by what means somebody signed in; nothing else decides here. Its
login stage lets nobody in without the second factor once the account has one. A session that is
older than the factor has not shown it either, so it is asked for it before any staff screen.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lms.core.access import account_of, scope_of
from lms.core.models import User

# What counts as a second factor of its own; recovery codes only stand in for one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_METHOD = "mfa"


def is_needed(user: object) -> bool:
    """Whether this account works for the programme: holds a role today or opens other desks."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(user.is_staff or scope_of(user).roles or user.has_perm("wagtailadmin.access_admin"))


def has_one(user: User) -> bool:
    """Whether the account has a factor to show: an app that makes codes, or a passkey."""
    return bool(is_mfa_enabled(user, list(FACTORS)))


def is_shown(request: HttpRequest) -> bool:
    """Whether this session has shown the second factor, at signing in or since."""
    return _last_shown(request) is not None


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was shown within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    shown = _last_shown(request)
    return shown is not None and time.time() - shown < app_settings.REAUTHENTICATION_TIMEOUT


def lead_to_it(request: HttpRequest) -> HttpResponse | None:
    """The way to the second factor for a session that has not shown it; None if it has.

    Who has none yet is led to setting one up.
    """
    if is_shown(request):
        return None
    if not has_one(account_of(request)):
        return redirect("mfa_index")
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{reverse('mfa_reauthenticate')}?{query}")


def remember_new(
    request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any
) -> None:
    """A factor that was just set up has been shown: hears allauth's `authenticator_added`."""
    if authenticator.type in FACTORS:
        show(request, user, type=authenticator.type, id=authenticator.pk)


def show(request: HttpRequest, user: User, **facts: Any) -> None:
    """Write down in the session that the second factor was shown just now."""
    record_authentication(request, user, _METHOD, reauthenticated=True, **facts)


def _last_shown(request: HttpRequest) -> float | None:
    user = request.user if isinstance(request.user, User) else None
    records = get_authentication_records(request, user)
    return max((record["at"] for record in records if record["method"] == _METHOD), default=None)
