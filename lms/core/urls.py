from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from lms.core import account_views as own
from lms.core import export_views as exports
from lms.core import staff_views as staff

app_name = "core"
# Staff, under /theo-doi/.
urlpatterns = [
    path("dong-y/", staff.ApprovalsView.as_view(), name="approvals"),
    path("dong-y/<id:pk>/", staff.ApprovalView.as_view(), name="approval"),
    path("vai-tro/", staff.RolesView.as_view(), name="roles"),
    path("vai-tro/giao/", staff.AskForRoleView.as_view(), name="ask_for_role"),
    path("vai-tro/<id:pk>/ket-thuc/", staff.EndRoleView.as_view(), name="end_role"),
    path("nhat-ky/", staff.LogView.as_view(), name="log"),
    path("bang/<str:code>/", exports.TableView.as_view(), name="table"),
    path("tep/", exports.ExportsView.as_view(), name="exports"),
    path("tep/<id:pk>/", exports.ExportView.as_view(), name="export"),
    path("tep/<id:pk>/tien-do/", exports.ProgressView.as_view(), name="export_progress"),
    path("tep/<id:pk>/tai/", exports.FetchView.as_view(), name="fetch_export"),
]

# The second factor, for whoever holds a role; allauth knows these pages by their names.
factors = [
    path("", own.FactorsView.as_view(), name="mfa_index"),
    path("ma/", own.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("lai/", own.ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path(
        "lai/khoa/",
        own.ReauthenticateByPasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("ung-dung/", own.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("ung-dung/bo/", own.DeactivateAppView.as_view(), name="mfa_deactivate_totp"),
    path("khoa/", own.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("khoa/<id:pk>/bo/", own.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("ma-du-phong/", own.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "ma-du-phong/moi/",
        own.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "ma-du-phong/tai-ve/",
        own.DownloadRecoveryCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
]
# One's own devices, for everyone.
devices = [path("", own.DevicesView.as_view(), name="account_devices")]
