"""Keys of the read API: given once, kept as a hash, revoked, and written down by the hour."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from learners.publishing.models import ApiKey
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import Area, User

# Says what it is when it turns up where it should not.
PREFIX = "bdhai_"


@transaction.atomic
def give(
    *,
    name: str,
    whole_province: bool,
    communes: Sequence[Area],
    indicators: Sequence[str],
    valid_from: date,
    valid_to: date | None,
    actor: User,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again.

    Raises DomainError when a key of this name is in use, or it would open nothing.
    """
    if not whole_province and not communes:
        raise DomainError("Hãy chọn cả tỉnh, hoặc ít nhất một xã, phường.")
    secret = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            key = ApiKey.objects.create(
                name=name,
                key_hash=_hash(secret),
                whole_province=whole_province,
                indicators=sorted(indicators),
                valid_from=valid_from,
                valid_to=valid_to,
                given_by=actor,
            )
    except IntegrityError as error:
        raise DomainError(
            "Đã có khóa tên này đang dùng. Hãy đặt tên khác, hoặc thu hồi khóa cũ trước."
        ) from error
    key.communes.set([] if whole_province else communes)
    audit.record(actor=actor, action="publishing.give_key", target=key)
    return key, secret


@transaction.atomic
def revoke(*, key: ApiKey, actor: User) -> None:
    """Close a key from this moment on; closing it twice changes nothing."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_by, key.revoked_at = actor, timezone.now()
        key.save(update_fields=["revoked_by", "revoked_at"])
        audit.record(actor=actor, action="publishing.revoke_key", target=key)


def open_with(secret: str) -> ApiKey | None:
    """The key that this secret opens today; None for any other, whatever is wrong with it."""
    valid = ApiKey.objects.valid_on(timezone.localdate())
    return valid.filter(key_hash=_hash(secret)).first()


def note_use(*, key: ApiKey) -> None:
    """Write down that a key is in use: once an hour, however often and from wherever it asks."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if key.used_at and key.used_at >= hour:
        return  # most requests write nothing
    earlier = Q(used_at=None) | Q(used_at__lt=hour)
    with transaction.atomic():
        if ApiKey.objects.filter(earlier, pk=key.pk).update(used_at=hour):
            audit.record(actor=None, action="publishing.use_key", target=key)


def _hash(secret: str) -> str:
    """A secret of 256 random bits needs no salt: nobody tries them all."""
    return hashlib.sha256(secret.encode()).hexdigest()
