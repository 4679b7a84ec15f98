"""Announcements to a class under /day/, one's messages under /hoc/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.announcing import views

day: tuple[list[URLPattern], str] = (
    [
        path("lop/<id:pk>/thong-bao/", views.ClassAnnouncementsView.as_view(), name="class"),
        path("thong-bao/<id:pk>/", views.AnnouncementView.as_view(), name="announcement"),
    ],
    "announcing",
)
inbox: tuple[list[URLPattern], str] = (
    [
        path("", views.InboxView.as_view(), name="list"),
        path("moi/", views.CountView.as_view(), name="count"),
        path("<id:pk>/", views.MessageView.as_view(), name="message"),
    ],
    "inbox",
)
