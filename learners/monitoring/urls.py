from django.urls import path

from learners.monitoring.views import balances, evidence, goals, numbers, slices

app_name = "monitoring"
urlpatterns = [
    path("", numbers.ProvinceView.as_view(), name="province"),
    path("xa/<str:code>/", numbers.CommuneView.as_view(), name="commune"),
    path("xa/<str:code>/nguoi-hoc/", numbers.PeopleView.as_view(), name="people"),
    path(
        "xa/<str:code>/minh-chung/<slug:indicator>/",
        evidence.EvidenceView.as_view(),
        name="evidence",
    ),
    path("dinh-nghia/", evidence.DefinitionsView.as_view(), name="definitions"),
    path("loc/", slices.SliceView.as_view(), name="slice"),
    path("loc/minh-chung/", slices.SliceEvidenceView.as_view(), name="slice_evidence"),
    path("phong-trao/", slices.MovementView.as_view(), name="movement"),
    path("muc-tieu/", goals.GoalsView.as_view(), name="goals"),
    path("muc-tieu/them/", goals.GoalView.as_view(), name="add_goal"),
    path("muc-tieu/<id:pk>/", goals.GoalView.as_view(), name="goal"),
    path("muc-tieu/<id:pk>/chia/", goals.SharesView.as_view(), name="shares"),
    path("ky-truoc/", balances.BalancesView.as_view(), name="balances"),
    path("ky-truoc/them/", balances.BalanceView.as_view(), name="add_balance"),
    path("ky-truoc/<id:pk>/", balances.BalanceView.as_view(), name="balance"),
    path("ky-truoc/<id:pk>/duyet/", balances.ApproveView.as_view(), name="approve_balance"),
    path("ky-truoc/<id:pk>/danh-sach/", balances.LinkView.as_view(), name="link_list"),
    path("ky-truoc/<id:pk>/bo-danh-sach/", balances.UnlinkView.as_view(), name="unlink_list"),
    path("ky-truoc/<id:pk>/minh-chung/", balances.FileView.as_view(), name="balance_file"),
]
