"""The register of trainers: officers under /theo-doi/, one's own state under /day/."""

from django.urls import URLPattern, path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.trainers.views import files, lists, many
from learners.trainers.views import own as mine

watch: tuple[list[URLPattern], str] = (
    [
        path("", lists.ListView.as_view(), name="list"),
        path("them/", lists.AddView.as_view(), name="add"),
        path("do-phu/", lists.CoverView.as_view(), name="cover"),
        path("mang-luoi/", lists.CascadeView.as_view(), name="cascade"),
        path("nhieu-nguoi/quyet-dinh/", many.AppointManyView.as_view(), name="appoint_many"),
        path("nhieu-nguoi/xac-nhan/", many.ConfirmManyView.as_view(), name="confirm_many"),
        path("nhieu-nguoi/buoc/", many.MoveManyView.as_view(), name="move_many"),
        path("cham/<id:pk>/", mine.AssessView.as_view(), name="assess"),
        path("<id:pk>/", files.TrainerView.as_view(), name="trainer"),
        path("<id:pk>/buoc/", files.MoveView.as_view(), name="move"),
        path("<id:pk>/xac-nhan/", files.ConfirmView.as_view(), name="confirm"),
        path("<id:pk>/nguoi-kem/", files.TrainedByView.as_view(), name="trained_by"),
        path("<id:pk>/tieng/", files.LanguagesView.as_view(), name="languages"),
        path("<id:pk>/giang-thu/", files.TrialView.as_view(), name="trial"),
        path("<id:pk>/giang-thu/huy/", files.CancelTrialView.as_view(), name="cancel_trial"),
        path("<id:pk>/cong-nhan/", files.AppointView.as_view(), name="appoint"),
        path("<id:pk>/tam-ngung/", files.SuspendView.as_view(), name="suspend"),
        path("<id:pk>/day-lai/", files.ResumeView.as_view(), name="resume"),
        path("<id:pk>/thoi/", files.WithdrawView.as_view(), name="withdraw"),
    ],
    "trainers",
)
own: tuple[list[URLPattern], str] = ([path("", mine.MineView.as_view(), name="mine")], "trainer")
