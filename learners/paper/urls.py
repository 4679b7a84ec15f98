"""Sheets to print and to read back, and the sheet of a month, under /day/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.paper import views

day: tuple[list[URLPattern], str] = (
    [
        path("buoi/<id:pk>/to-diem-danh/", views.SheetView.as_view(), name="sheet"),
        path("buoi/<id:pk>/doc-to/", views.ReadView.as_view(), name="read"),
        path("to/<id:pk>/", views.ConfirmView.as_view(), name="confirm"),
        path("to/<id:pk>/anh/", views.CutOutView.as_view(), name="cutout"),
        path("bang-thang/", views.MonthView.as_view(), name="month"),
        path("bang-thang/pdf/", views.MonthPdfView.as_view(), name="month_pdf"),
    ],
    "paper",
)
