"""Two audiences, two addresses: owners under /hoc/giay/, anyone under /xac-minh/."""

from django.urls import path

from certificates import views

mine = (
    [
        path("", views.MineView.as_view(), name="mine"),
        path("<str:code>.pdf", views.PdfView.as_view(), name="pdf"),
    ],
    "certificates",
)
check = (
    [
        path("", views.check, name="ask"),
        path("<str:code>/", views.check, name="paper"),
    ],
    "check",
)
