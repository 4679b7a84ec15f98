from django.urls import path

from learners.people import views

app_name = "people"
urlpatterns = [
    path("ghi-ten/", views.RegisterView.as_view(), name="register"),
    path("ghi-ten/ho-so/", views.ClaimOfferView.as_view(), name="claim_offer"),
    path("xa-phuong/", views.CommuneOptionsView.as_view(), name="commune_options"),
]
