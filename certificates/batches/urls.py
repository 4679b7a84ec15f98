"""Officers, under /theo-doi/giay/dot/."""

from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from certificates.batches import views

watch = (
    [
        path("", views.ListView.as_view(), name="list"),
        path("cap/", views.IssueView.as_view(), name="issue"),
        path("thu-hoi/", views.EndView.as_view(), name="end"),
        path("<id:pk>/", views.BatchView.as_view(), name="batch"),
        path("<id:pk>/tien-do/", views.ProgressView.as_view(), name="progress"),
        path("<id:pk>/lam/", views.ActView.as_view(), name="act"),
    ],
    "batches",
)
