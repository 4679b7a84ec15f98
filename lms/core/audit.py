"""The append-only record of acts and of looks at other people's data."""

from typing import Any

from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from django.db import models

from lms.core.models import AuditEntry, User

# What an action is called on the screen of the reader. Every box adds its own in its `acts` module;
# a test finds actions without words.
WORDS: dict[str, str] = {}


def record(*, actor: User | None, action: str, target: models.Model | str, **data: Any) -> None:
    """Add one entry. `action` is "box.verb"; `data` holds facts and ids, never names or numbers.

    The address is that of the request being answered, behind TRUSTED_PROXY_COUNT proxies; empty
    for what a command or a worker does.
    """
    if isinstance(target, models.Model):
        target = f"{target._meta.label_lower}:{target.pk}"
    AuditEntry.objects.create(
        actor=actor, action=action, target=target, data=data, address=_address()
    )


def _address() -> str | None:
    request = context.request  # kept for this thread by allauth's middleware
    address: str | None = get_client_ip(request) if request else None
    return address
