"""Officers, under /theo-doi/giay/in/."""

from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from certificates.printing import views

watch = (
    [
        path("", views.ListView.as_view(), name="list"),
        path("<id:pk>/", views.RunView.as_view(), name="run"),
        path("<id:pk>/tien-do/", views.ProgressView.as_view(), name="progress"),
        path("<id:pk>/tep/", views.FileView.as_view(), name="file"),
        path("mat-giay/", views.LostView.as_view(), name="lost"),
        path("lai/<id:pk>/", views.AgainView.as_view(), name="again"),
    ],
    "printing",
)
