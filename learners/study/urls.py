from django.urls import path

from learners.study import views

app_name = "study"
urlpatterns = [
    path("", views.MineView.as_view(), name="mine"),
    path("bai/<int:pk>/cua-toi/", views.LessonFragment.as_view(), name="lesson_fragment"),
    path("bai/<int:pk>/luyen-tap/", views.PracticeView.as_view(), name="practice"),
    path("khoa/<int:pk>/cua-toi/", views.CourseFragment.as_view(), name="course_fragment"),
    path("khoa/<int:pk>/bai-cuoi-khoa/", views.TestView.as_view(), name="test"),
    path("khoa/<int:pk>/hoc-xong/", views.FinishedView.as_view(), name="finished"),
    path("bai-lam/<int:pk>/", views.AttemptView.as_view(), name="attempt"),
    path("bai-lam/<int:pk>/ket-qua/", views.ResultView.as_view(), name="result"),
]
