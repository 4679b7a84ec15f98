"""Who answers for signatures, under /theo-doi/ky-so/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from certificates.signing import views

watch: tuple[list[URLPattern], str] = (
    [
        path("", views.DeskView.as_view(), name="desk"),
        path("gui/", views.SendView.as_view(), name="send"),
        path("lai/", views.AgainView.as_view(), name="again"),
        path("lo/<id:pk>.zip", views.BatchView.as_view(), name="batch"),
    ],
    "signing",
)
