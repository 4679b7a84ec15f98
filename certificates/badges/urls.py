"""Badges: under /hoc/giay/ for owners, under /xac-minh/ with a code, /huy-hieu/ for programs."""

from django.urls import path

from certificates.badges import views

mine = (
    [
        path("<str:code>/huy-hieu.json", views.OwnView.as_view(), name="own"),
        path("<str:code>/kem-huy-hieu.pdf", views.OwnPdfView.as_view(), name="pdf"),
    ],
    "own_badges",
)
check = (
    [path("<str:code>/huy-hieu.json", views.CheckedView.as_view(), name="checked")],
    "checked_badges",
)
anyone = (
    [
        path(".well-known/did.json", views.DidView.as_view(), name="did"),
        path("huy-hieu/don-vi-cap.json", views.IssuerView.as_view(), name="issuer"),
        path(
            "huy-hieu/thanh-tich/<str:code>.json",
            views.AchievementView.as_view(),
            name="achievement",
        ),
        path("huy-hieu/trang-thai/<str:code>.json", views.StatusView.as_view(), name="status"),
    ],
    "badges",
)
