"""Officers, under /theo-doi/giay/."""

from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from certificates.register import views

watch = (
    [
        path("", views.ListView.as_view(), name="list"),
        path("tai/", views.ExportView.as_view(), name="export"),
        path("chua-ra/", views.StuckView.as_view(), name="stuck"),
        path("chua-ra/<id:pk>/", views.TryAgainView.as_view(), name="try_again"),
        path("<id:pk>/", views.PaperView.as_view(), name="paper"),
        path("<id:pk>/han-moi/", views.RenewView.as_view(), name="renew"),
    ],
    "register",
)
