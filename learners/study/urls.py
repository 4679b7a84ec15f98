from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.study import views

app_name = "study"
urlpatterns = [
    path("", views.MineView.as_view(), name="mine"),
    path("bai/<id:pk>/cua-toi/", views.LessonFragment.as_view(), name="lesson_fragment"),
    path("bai/<id:pk>/luyen-tap/", views.PracticeView.as_view(), name="practice"),
    path("khoa/<id:pk>/cua-toi/", views.CourseFragment.as_view(), name="course_fragment"),
    path("khoa/<id:pk>/bai-cuoi-khoa/", views.TestView.as_view(), name="test"),
    path("khoa/<id:pk>/hoc-xong/", views.FinishedView.as_view(), name="finished"),
    path("bai-lam/<id:pk>/", views.AttemptView.as_view(), name="attempt"),
    path("bai-lam/<id:pk>/ket-qua/", views.ResultView.as_view(), name="result"),
]
