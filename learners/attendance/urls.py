"""The register for whoever teaches under /day/, a scan for whoever learns under /hoc/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.attendance import views

day: tuple[list[URLPattern], str] = (
    [
        path("buoi/<id:pk>/", views.RegisterView.as_view(), name="register"),
        path("buoi/<id:pk>/lan-ghi/", views.EntriesView.as_view(), name="entries"),
        path("buoi/<id:pk>/qr/", views.QrView.as_view(), name="qr"),
        path("buoi/<id:pk>/qr/ma/", views.QrImageView.as_view(), name="qr_image"),
        path("buoi/<id:pk>/gui/", views.SyncView.as_view(), name="sync"),
        path("diem-danh/", views.SavedView.as_view(), name="saved"),
        path("diem-danh.webmanifest", views.ManifestView.as_view(), name="manifest"),
        path("diem-danh.js", views.WorkerView.as_view(), name="worker"),
    ],
    "attendance",
)
scan: tuple[list[URLPattern], str] = (
    [
        path("", views.ComeInView.as_view(), name="come_in"),
        path("<str:code>/", views.ScanView.as_view(), name="scan"),
    ],
    "scan",
)
