from django.urls import path

from learners.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.ProvinceView.as_view(), name="province"),
    path("tinh.xlsx", views.ProvinceXlsxView.as_view(), name="province_xlsx"),
    path("so-lieu/", views.FiguresView.as_view(), name="figures"),
    path("xa/<str:code>/", views.CommuneView.as_view(), name="commune"),
    path("xa/<str:code>/nguoi-hoc/", views.PeopleView.as_view(), name="people"),
]
