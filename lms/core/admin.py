"""Operators' pages under /quan-tri/: accounts, roles, places, and the record of acts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from lms.core.access import account_of
from lms.core.models import Area, AuditEntry, RoleGrant, User
from lms.core.roles import Role
from lms.core.services import end_role, grant_role

admin.site.site_header = admin.site.site_title = "Vận hành Bình dân học AI"
admin.site.index_title = "Vận hành"


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts: who may sign in. Roles are given under "vai trò được giao"."""

    list_display = ("__str__", "email", "phone", "is_active", "verified_at")
    search_fields = ("email", "phone", "full_name")
    fields = ("full_name", "email", "phone", "is_active")


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Roles are added and ended, never edited away."""

    list_display = ("user", "role", "area", "valid_from", "valid_to", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "area", "granted_by")
    autocomplete_fields = ("user", "area")
    fields = ("user", "role", "area", "valid_from", "valid_to")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role is ended by its last day, so that it stays known who held it."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only the last day of a role that was given can change."""
        return ("user", "role", "area", "valid_from") if obj else ()

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        """Both ways go through a service, so that they are written down."""
        actor = account_of(request)
        if change:
            end_role(grant=obj, valid_to=obj.valid_to, actor=actor)
            return
        saved = grant_role(
            user=obj.user,
            role=Role(obj.role),
            area=obj.area,
            actor=actor,
            valid_from=obj.valid_from,
            valid_to=obj.valid_to,
        )
        obj.pk = saved.pk


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    """Places, to look up."""

    list_display = ("code", "__str__", "former_place")
    search_fields = ("name", "search_key", "code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Places come from `load_areas`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts hang on places."""
        return False

    has_change_permission = has_delete_permission


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The record of acts, to read."""

    list_display = ("at", "actor", "action", "target", "data")
    list_filter = ("action",)
    list_select_related = ("actor",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only `audit.record` adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    has_delete_permission = has_change_permission
