"""Owners of papers, under /hoc/giay/."""

from django.urls import path

from certificates.papers import views

mine = (
    [
        path("", views.MineView.as_view(), name="mine"),
        path("<str:code>.pdf", views.PdfView.as_view(), name="pdf"),
    ],
    "certificates",
)
