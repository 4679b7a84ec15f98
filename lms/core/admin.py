"""Operators' pages under /quan-tri/: accounts, roles, places, and the record of acts."""

from typing import Any

import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401  (before they are taken off below)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from lms.core import second_factor, services
from lms.core.access import account_of
from lms.core.models import Area, AuditEntry, RoleGrant, User

admin.site.site_header = admin.site.site_title = "Vận hành Bình dân học AI"
admin.site.index_title = "Vận hành"


class LookOnly(admin.ModelAdmin):
    """Rows to read: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Others add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    has_delete_permission = has_change_permission


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts: who may sign in. Roles are given under /theo-doi/vai-tro/."""

    list_display = ("__str__", "email", "phone", "is_active", "verified_at")
    search_fields = ("email", "phone", "full_name")
    fields = ("full_name", "email", "phone", "is_active")
    actions = ("reset_second_factor",)

    @admin.action(description="Gỡ bước xác thực thứ hai (người dùng mất điện thoại)")
    def reset_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """For one who lost it, after making sure who is asking; signs them out everywhere."""
        if not second_factor.is_fresh(request):
            raise ReauthenticationRequired
        for user in users:
            services.reset_second_factor(user=user, actor=account_of(request))
        messages.success(
            request, "Đã gỡ. Người đó đăng nhập bằng mã gửi tới mình rồi thiết lập lại."
        )


@admin.register(RoleGrant)
class RoleGrantAdmin(LookOnly):
    """Who holds which role. Given and ended under /theo-doi/vai-tro/, where it takes two people."""

    list_display = ("user", "role", "area", "organisation", "valid_from", "valid_to", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "area", "organisation", "granted_by")
    search_fields = ("user__email", "user__phone", "user__full_name")


@admin.register(Area)
class AreaAdmin(LookOnly):
    """Places, to look up; they come from `load_areas`."""

    list_display = ("code", "__str__", "former_place")
    search_fields = ("name", "search_key", "code")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly):
    """The record of acts, to read; only `audit.record` adds."""

    list_display = ("at", "actor", "action", "target", "data", "address")
    list_filter = ("action",)
    list_select_related = ("actor",)


# Keys of sessions and secrets of second factors are nobody's to look at.
admin.site.unregister([Authenticator, UserSession])
