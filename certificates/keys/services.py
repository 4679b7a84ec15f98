"""What makes, changes and disowns the issuer's keys."""

import hashlib
import logging
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.keys import files
from certificates.keys.models import IssuerKey
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

logger = logging.getLogger(__name__)


def make_key(*, actor: User | None = None) -> IssuerKey:
    """The key that signs now; one is made where there is none. Twice at once is one key."""
    if standing := IssuerKey.objects.filter(used_until__isnull=True).first():
        return standing
    try:
        with transaction.atomic():
            return _new(actor)
    except IntegrityError:  # somebody else made one at this moment
        return IssuerKey.objects.get(used_until__isnull=True)


@transaction.atomic
def rotate_key(*, actor: User | None = None) -> IssuerKey:
    """From now on a new key signs; what the old one signed stays checkable."""
    standing = IssuerKey.objects.select_for_update().filter(used_until__isnull=True)
    standing.update(used_until=timezone.now())
    return _new(actor)


@transaction.atomic
def disown_key(*, kid: str, since: datetime, reason: str, actor: User | None = None) -> IssuerKey:
    """A key was stolen at that moment: a new one signs, and by itself nothing of it is believed.

    Its papers stand as before; they are looked up in the register, with a network. Raises
    DomainError without a reason, for an unknown key, and for a moment before it was used.
    """
    told = clean_text(reason)[:250]
    if not told:
        raise DomainError("Hãy ghi vì sao khóa không còn tin được; lý do được công bố.")
    key = IssuerKey.objects.select_for_update().filter(pk=kid).first()
    if key is None:
        raise DomainError("Không có khóa nào mang mã này. Hãy xem danh sách khóa.")
    if since < key.used_from:
        raise DomainError("Thời điểm này trước khi khóa được dùng. Hãy xem lại.")
    if key.used_until is None:
        rotate_key(actor=actor)
        key.refresh_from_db()
    key.stolen_at, key.why_stolen = since, told
    key.save()
    audit.record(actor=actor, action="keys.disown", target=key, reason=told)
    return key


def look_for_file() -> None:
    """Note whether the machine that runs this, the one that signs, can open the key that signs.

    Officers are told by `alerts`, whoever reads the log by an error; writes only what has changed.
    """
    key = IssuerKey.objects.filter(used_until__isnull=True).first()
    if key is None:
        return
    if opens := files.opens(key.kid):
        missing_since = None
    else:
        missing_since = key.missing_since or timezone.now()
        logger.error("no file of the issuer's key %s opens in %s", key, settings.ISSUER_KEYS_DIR)
    if opens != (key.missing_since is None):
        IssuerKey.objects.filter(pk=key.pk).update(missing_since=missing_since)


def _new(actor: User | None) -> IssuerKey:
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key()
    spki = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kid = hashlib.sha256(spki).hexdigest()[:6]
    key = IssuerKey.objects.create(kid=kid, public_pem=pem.decode())
    # Inside the transaction: no row without its file. A file without a row signs nothing.
    files.keep(kid, private)
    audit.record(actor=actor, action="keys.make", target=key)
    return key
