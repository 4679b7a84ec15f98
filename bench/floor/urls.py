from django.urls import path

from bench.floor import views

urlpatterns = [
    path("hello/", views.hello),
    path("dash/", views.dash),
    path("live/", views.live),
    path("read/<str:code>/", views.read),
]
