"""The append-only record of acts and of looks at other people's data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from django.db import models

from lms.core.models import AuditEntry, User

# What an action is called on the screen of the reader. Every box adds its own in its `acts` module;
# a test finds actions without words.
WORDS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of several that are recorded together."""

    action: str
    target: models.Model | str
    data: dict[str, Any] = field(default_factory=dict)


def record(*, actor: User | None, action: str, target: models.Model | str, **data: Any) -> None:
    """Add one entry. `action` is "box.verb"; `data` holds facts and ids, never names or numbers.

    The address is that of the request being answered, behind TRUSTED_PROXY_COUNT proxies; empty
    for what a command or a worker does.
    """
    AuditEntry.objects.create(
        actor=actor, action=action, target=_named(target), data=data, address=_address()
    )


def record_all(*, actor: User | None, acts: Iterable[Act]) -> None:
    """Add one entry each, in their order, by one query."""
    address = _address()
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor=actor,
            action=act.action,
            target=_named(act.target),
            data=act.data,
            address=address,
        )
        for act in acts
    )


def _named(target: models.Model | str) -> str:
    if isinstance(target, models.Model):
        return f"{target._meta.label_lower}:{target.pk}"
    return target


def _address() -> str | None:
    request = context.request  # kept for this thread by allauth's middleware
    address: str | None = get_client_ip(request) if request else None
    return address
