from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.DeskView.as_view(), name="desk"),
    path("da-gop/", views.MergesView.as_view(), name="merges"),
    path("da-gop/<id:pk>/tach/", views.UndoView.as_view(), name="undo"),
    path("<id:pk>/", views.PairView.as_view(), name="pair"),
    path("<id:pk>/quyet-dinh/", views.DecideView.as_view(), name="decide"),
]
