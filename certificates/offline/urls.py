"""Anyone, under /xac-minh/ngoai-mang/."""

from django.urls import path

from certificates.offline import views

anyone = (
    [
        path("", views.PageView.as_view(), name="page"),
        path("tin-cay.json", views.TrustView.as_view(), name="trust"),
        path("ung-dung.webmanifest", views.ManifestView.as_view(), name="manifest"),
        path("nhan-viec.js", views.WorkerView.as_view(), name="worker"),
    ],
    "offline",
)
