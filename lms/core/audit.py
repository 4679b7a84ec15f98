"""The append-only record of acts and of looks at other people's data."""

from typing import Any

from django.db import models

from lms.core.models import AuditEntry, User


def record(*, actor: User | None, action: str, target: models.Model | str, **data: Any) -> None:
    """Add one entry. `action` is "box.verb"; `data` holds facts and ids, never names or numbers."""
    if isinstance(target, models.Model):
        target = f"{target._meta.label_lower}:{target.pk}"
    AuditEntry.objects.create(actor=actor, action=action, target=target, data=data)
