"""Pages that are the same for everyone."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

# For a page that scans a paper; every other one has no camera (`lms.core.middleware`).
CAMERA_HERE = "camera=(self), geolocation=(), microphone=(), payment=()"


class PublicView(View):
    """A page without a person in it, kept by caches like a published page of Wagtail."""

    kept: ClassVar[str] = "public, max-age=60"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = self.kept
        return response
