"""Authors, under /bien-tap/mau-giay/."""

from django.urls import path

from certificates.designing import views

desk = (
    [
        path("", views.list_page, name="list"),
        path("moi/", views.design_page, name="new"),
        path("moi/xem-truoc/", views.preview, name="preview_new"),
        path("<int:design_id>/", views.design_page, name="design"),
        path("<int:design_id>/xem-truoc/", views.preview, name="preview"),
    ],
    "designing",
)
