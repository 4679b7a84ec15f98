"""Monthly returns, under /theo-doi/bao-cao/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.returns import views

watch: tuple[list[URLPattern], str] = (
    [
        path("", views.ListView.as_view(), name="list"),
        path("lap/", views.DraftView.as_view(), name="draft"),
        path("<id:pk>/", views.ReturnView.as_view(), name="return"),
        path("<id:pk>/dem-lai/", views.CountView.as_view(), name="count"),
        path("<id:pk>/ky/", views.SignView.as_view(), name="sign"),
        path("<id:pk>/tra-lai/", views.SendBackView.as_view(), name="send_back"),
        path("<id:pk>/chap-nhan/", views.AcceptView.as_view(), name="accept"),
        path("<id:pk>/khoa/", views.LockView.as_view(), name="lock"),
        path("<id:pk>/dinh-chinh/", views.CorrectView.as_view(), name="correct"),
        path("<id:pk>/bao-cao.pdf", views.PdfView.as_view(), name="pdf"),
        path("<id:pk>/ban-ky.json", views.FrozenView.as_view(), name="frozen"),
    ],
    "returns",
)
