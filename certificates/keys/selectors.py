"""Reading the issuer's keys."""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.keys.models import IssuerKey


def signing_kid() -> str:
    """Which key signs now; "" when none does. One query.

    Never kept in a process: what was disowned a moment ago signs nothing more. So it is asked in
    the transaction that signs, as late as can be.
    """
    standing = IssuerKey.objects.filter(used_until__isnull=True).values_list("kid", flat=True)
    return next(iter(standing), "")


def public_of(kid: str) -> ec.EllipticCurvePublicKey:
    """The public half of a key. Raises IssuerKey.DoesNotExist."""
    return _read(IssuerKey.objects.get(pk=kid))


def as_jwk(key: IssuerKey) -> dict[str, Any]:
    """A public key as JSON Web Key (RFC 7517)."""
    point = _read(key).public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _number(point.x),
        "y": _number(point.y),
        "kid": key.kid,
        "use": "sig",
        "alg": "ES256",
    }


def all_keys() -> list[IssuerKey]:
    """Every key that ever signed, newest first."""
    return list(IssuerKey.objects.order_by("-used_from", "kid"))


def _number(value: int) -> str:
    return urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


def _read(key: IssuerKey) -> ec.EllipticCurvePublicKey:
    public = serialization.load_pem_public_key(key.public_pem.encode())
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError("a key of the issuer is on the curve P-256")
    return public
