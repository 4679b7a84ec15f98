"""Showing a paper: owners under /hoc/giay/, everyone under /chia-se/."""

from django.urls import path

from certificates.sharing import views

mine = ([path("<str:code>/chia-se/", views.OwnView.as_view(), name="own")], "sharing")
anyone = (
    [
        path("<str:code>/", views.PageView.as_view(), name="page"),
        path("<str:code>/anh.png", views.PictureView.as_view(), name="wide"),
        path("<str:code>/anh-vuong.png", views.PictureView.as_view(form="vuong"), name="square"),
    ],
    "shared",
)
