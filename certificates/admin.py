"""Operators see papers, and why one could not be made, under /quan-tri/."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certificates.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):
    """Papers, to look up; they are changed by services only."""

    list_display = ("number", "kind", "state", "requested_at", "issued_at", "tries", "problem")
    list_filter = ("kind", "state")
    search_fields = ("number", "code")
    exclude = ("facts",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Papers are earned."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by hand."""
        return False

    has_delete_permission = has_change_permission
