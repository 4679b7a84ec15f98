"""Operators see papers, and why one could not be made, under /quan-tri/."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certificates.papers.models import Certificate
from certificates.signing.models import SignedFile, SigningCertificate


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look up; rows are changed by services only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing is made by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by hand."""
        return False

    has_delete_permission = has_change_permission


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """Papers."""

    list_display = ("number", "kind", "state", "requested_at", "issued_at", "tries", "problem")
    list_filter = ("kind", "state")
    search_fields = ("number", "code")
    exclude = ("facts",)


@admin.register(SignedFile)
class SignedFileAdmin(ReadOnlyAdmin):
    """Signatures, and why one could not be made."""

    list_display = ("paper", "state", "asked_at", "signed_at", "certificate", "tries", "problem")
    list_select_related = ("paper", "certificate")
    list_filter = ("state",)
    search_fields = ("paper__number", "sha256")


@admin.register(SigningCertificate)
class SigningCertificateAdmin(ReadOnlyAdmin):
    """Whose signatures stand on papers, of all times."""

    list_display = ("subject", "serial", "valid_to", "development", "first_used_at")
