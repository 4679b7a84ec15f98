"""What every template may use."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def site(request: HttpRequest) -> dict[str, object]:
    """Settings that pages show. Nothing personal: published pages are the same for everyone."""
    return {"SITE_URL": settings.SITE_URL, "DEMO": settings.DEMO, "ways": _ways}


@cache
def _ways() -> dict[str, str]:
    """The addresses in the header and the footer of every page, worked out once a process."""
    return {
        "mine": reverse("study:mine"),
        "check": reverse("check:ask"),
        "figures": reverse("monitoring:figures"),
        "province": reverse("monitoring:province"),
    }
