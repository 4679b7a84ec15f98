from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.registry.views import changes, organisations, people, places, teams

app_name = "registry"
urlpatterns = [
    path("so/", people.ListView.as_view(), name="list"),
    path("so/them/", changes.AddView.as_view(), name="add"),
    path("so/<id:pk>/", people.PersonView.as_view(), name="person"),
    path("so/<id:pk>/sua/", changes.CorrectView.as_view(), name="correct"),
    path("so/<id:pk>/chuyen/", changes.MoveView.as_view(), name="move"),
    path("so/<id:pk>/dinh-danh/", changes.IdentifyView.as_view(), name="identify"),
    path("co-quan/", organisations.ListView.as_view(), name="organisations"),
    path("co-quan/them/", organisations.AddView.as_view(), name="add_organisation"),
    path("co-quan/<id:pk>/", organisations.ChangeView.as_view(), name="organisation"),
    path("co-quan/<id:pk>/nhap/", organisations.MergeView.as_view(), name="merge_organisation"),
    path("to-so/", teams.ListView.as_view(), name="teams"),
    path("to-so/<id:pk>/", teams.TeamView.as_view(), name="team"),
    path("dan-so/", places.FiguresView.as_view(), name="figures"),
    path("dan-so/loai/", places.TitlesView.as_view(), name="titles"),
    path("dan-so/sap-nhap/", places.MergersView.as_view(), name="mergers"),
]
