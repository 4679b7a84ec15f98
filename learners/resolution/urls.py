"""The tasks of Resolution 57: officers under /theo-doi/nghi-quyet/, everyone /nghi-quyet-57/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.resolution.views import board, importing, notes, public, task

watch: tuple[list[URLPattern], str] = (
    [
        path("", board.ListView.as_view(), name="list"),
        path("nhap/", importing.ImportView.as_view(), name="import"),
        path("mau.xlsx", importing.TemplateView.as_view(), name="template"),
        path("them/", task.AddView.as_view(), name="add"),
        path("muc-tieu/", task.ObjectivesView.as_view(), name="objectives"),
        path("muc-tieu/them/", task.AddObjectiveView.as_view(), name="add_objective"),
        path("muc-tieu/<id:pk>/", task.ObjectiveView.as_view(), name="objective"),
        path("<id:pk>/", task.TaskView.as_view(), name="task"),
        path("<id:pk>/sua/", task.ChangeView.as_view(), name="change"),
        path("<id:pk>/thoi/", task.DropView.as_view(), name="drop"),
        path("<id:pk>/chi-tieu/", task.AddIndicatorView.as_view(), name="add_indicator"),
        path("chi-tieu/<id:pk>/", task.IndicatorView.as_view(), name="indicator"),
        path("<id:pk>/tien-do/", notes.NoteView.as_view(), name="note"),
        path("tien-do/<id:pk>/sua/", notes.CorrectView.as_view(), name="correct"),
        path("tien-do/<id:pk>/tep/", notes.FileView.as_view(), name="file"),
    ],
    "resolution",
)
anyone: tuple[list[URLPattern], str] = (
    [path("", public.PublicView.as_view(), name="page")],
    "resolution_public",
)
