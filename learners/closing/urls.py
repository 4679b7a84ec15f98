"""The end of a class, under /day/."""

from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.closing import views

day = (
    [
        path("lop/<id:pk>/ket-thuc/", views.CloseView.as_view(), name="close"),
        path("lop/<id:pk>/mo-lai/", views.ReopenView.as_view(), name="reopen"),
    ],
    "closing",
)
