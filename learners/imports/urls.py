from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.ListsView.as_view(), name="lists"),
    path("<id:pk>/", views.StandView.as_view(), name="stand"),
    path("<id:pk>/tien-do/", views.ProgressView.as_view(), name="progress"),
    path("<id:pk>/cot/", views.ColumnsView.as_view(), name="columns"),
    path("<id:pk>/ke-hoach/", views.PlanView.as_view(), name="plan"),
    path("<id:pk>/hoi/", views.AnswerView.as_view(), name="answer"),
    path("<id:pk>/cac-dong/", views.RowsView.as_view(), name="rows"),
    path("<id:pk>/tep/", views.AnnotatedView.as_view(), name="annotated"),
    path("<id:pk>/hoan-tac/", views.UndoView.as_view(), name="undo"),
    path("<id:pk>/lam-lai/", views.RetryView.as_view(), name="retry"),
]
