"""Assessing for whoever teaches under /day/, practice and proof for whoever learns under /hoc/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.assessing.views import classes, own, reviews, sheets

day: tuple[list[URLPattern], str] = (
    [
        path("lop/<id:pk>/tien-do/", classes.ProgressView.as_view(), name="progress"),
        path("lop/<id:pk>/thuc-hanh/", classes.TasksView.as_view(), name="tasks"),
        path("lop/<id:pk>/phieu/", classes.PaperResultView.as_view(), name="paper_result"),
        path("phieu-ket-qua/<id:pk>/", sheets.SheetView.as_view(), name="sheet"),
        path("cham-bai/", reviews.ReviewsView.as_view(), name="reviews"),
        path("cham-bai/<id:pk>/", reviews.ReviewView.as_view(), name="review"),
        path("cham-bai/<id:pk>/anh/", reviews.PictureView.as_view(), name="picture"),
    ],
    "assessing",
)
learn: tuple[list[URLPattern], str] = (
    [
        path("thanh-thao/", own.MineView.as_view(), name="mine"),
        path("sat-hach/", own.TestView.as_view(), name="test"),
        path("sat-hach/<id:pk>/", own.TryView.as_view(), name="try"),
        path("sat-hach/<id:pk>/ket-qua/", own.ResultView.as_view(), name="result"),
        path("thuc-hanh/<id:pk>/", own.TaskView.as_view(), name="task"),
        path("thuc-hanh/bai/<id:pk>/anh/", own.OwnPictureView.as_view(), name="picture"),
    ],
    "proving",
)
