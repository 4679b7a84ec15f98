"""Anyone, under /xac-minh/."""

from django.urls import path

from certificates.checking import views

check = (
    [
        path("", views.check, name="ask"),
        path("so/", views.by_number, name="number"),
        path("tep/", views.by_file, name="file"),
        path("<str:code>/", views.check, name="paper"),
    ],
    "check",
)
