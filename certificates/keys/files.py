"""Private halves of the issuer's keys: one file each, read by whoever signs and nobody else."""

import os
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings


class KeyMissing(Exception):
    """The file of a key is not on this machine, or opens with another password."""


def keep(kid: str, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key (PKCS#8), readable by its owner alone; whole or not at all."""
    secret = settings.ISSUER_KEY_PASSWORD.encode()
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if secret:
        locked = serialization.BestAvailableEncryption(secret)
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    folder = Path(settings.ISSUER_KEYS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as file:  # made with mode 600
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(_path(kid))


def opens(kid: str) -> bool:
    """Whether the file of the private half is on this machine now, and opens."""
    try:
        _read(kid)
    except KeyMissing:
        return False
    return True


@lru_cache(maxsize=4)
def private(kid: str) -> ec.EllipticCurvePrivateKey:
    """The private half, kept in memory once it was read. Raises KeyMissing."""
    return _read(kid)


def _read(kid: str) -> ec.EllipticCurvePrivateKey:
    secret = settings.ISSUER_KEY_PASSWORD.encode() or None
    try:
        key = serialization.load_pem_private_key(_path(kid).read_bytes(), secret)
    except (OSError, ValueError, TypeError) as problem:
        raise KeyMissing(kid) from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyMissing(kid)
    return key


def _path(kid: str) -> Path:
    return Path(settings.ISSUER_KEYS_DIR) / f"{kid}.pem"
