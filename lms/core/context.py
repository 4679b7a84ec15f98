"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Settings that pages show. Nothing personal: published pages are the same for everyone."""
    return {"SITE_URL": settings.SITE_URL, "DEMO": settings.DEMO}
