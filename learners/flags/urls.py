"""What an officer should look at, under /theo-doi/bat-thuong/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.flags import views

watch: tuple[list[URLPattern], str] = (
    [
        path("", views.ListView.as_view(), name="list"),
        path("<id:pk>/", views.FlagView.as_view(), name="flag"),
        path("goi-lai/", views.CallsView.as_view(), name="callbacks"),
        path("goi-lai/<id:pk>/", views.CallView.as_view(), name="callback"),
    ],
    "flags",
)
