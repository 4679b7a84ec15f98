"""What every template may use."""

from functools import cache, lru_cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from lms.core.access import Scope
from lms.core.navigation import Entry, menu


def site(request: HttpRequest) -> dict[str, object]:
    """Settings that pages show. Nothing personal: published pages are the same for everyone."""
    return {
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "ways": _ways,
        "staff_menu": partial(_staff_menu, request),
    }


def _staff_menu(request: HttpRequest) -> SafeString:
    """The menu on screens of staff; nothing on all others, so that they stay the same for all."""
    scope: Scope | None = getattr(request, "staff_scope", None)
    return _drawn(tuple(menu(scope, request.path))) if scope else SafeString("")


@lru_cache(maxsize=200)
def _drawn(lines: tuple[Entry, ...]) -> SafeString:
    """A menu as a page shows it; there are only as many as roles and screens."""
    return render_to_string("components/staff_nav.html", {"lines": lines})


@cache
def _ways() -> dict[str, str]:
    """Addresses that the same pages show again and again, worked out once a process."""
    return {
        "mine": reverse("study:mine"),
        "check": reverse("check:ask"),
        "figures": reverse("publishing:figures"),
        "resolution": reverse("resolution_public:page"),
        "province": reverse("monitoring:province"),
        "manifest": reverse("offline:manifest"),
        "worker": reverse("offline:worker"),
    }
