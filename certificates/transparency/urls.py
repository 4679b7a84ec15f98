"""Anyone: the public log under /so-cong-khai/, and a paper's place in it under /xac-minh/."""

from django.urls import path

from certificates.transparency import views

log = (
    [
        path("", views.LogView.as_view(), name="log"),
        path("dau-so.json", views.HeadsView.as_view(), name="heads"),
        path("nhat-quan.json", views.ConsistencyView.as_view(), name="consistency"),
        path("khoa.json", views.KeysView.as_view(), name="keys"),
        path("giay/<str:code>/", views.PaperView.as_view(), name="paper"),
        path("giay/<str:code>.json", views.PaperView.as_view(), {"form": "json"}, name="proof"),
    ],
    "transparency",
)
