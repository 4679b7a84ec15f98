"""Which signer the settings name, made once a process; and what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import pem as asn1_pem
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from certificates.signing.authority import ensure_authority, is_development

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from certificates.signing.pades import LoadedKey, Pades, PrivateKey


class Kind(models.TextChoices):
    """Who signs papers: the setting SIGNER."""

    NONE = "none", "không ký"
    DEVELOPMENT = "development", "khóa thử, tự tạo"
    FILE = "file", "khóa trong tệp"
    TOKEN = "token", "thiết bị PKCS#11"
    OUT = "out", "gửi ra ngoài ký"


class CertificateEnded(Exception):
    """The certificate of the signing key is past its last day: nothing is signed with it."""


def kind() -> Kind:
    """Who signs papers here."""
    try:
        return Kind(settings.SIGNER)
    except ValueError as error:
        raise ImproperlyConfigured(f"SIGNER is one of {', '.join(Kind.values)}") from error


def signer() -> Pades:
    """The signer of this installation, its key loaded; only where papers are signed in the house.

    Raises ImproperlyConfigured when its key cannot be read or used.
    """
    return _made(
        kind(),
        settings.SIGNING_KEY_FILE,
        settings.SIGNING_DEVELOPMENT_FOLDER,
        settings.SIGNING_VISIBLE,
        settings.SIGNING_TIME_STAMPS,
    )


@lru_cache(1)
def _made(one: Kind, key_file: str, development: Path, visible: bool, time_stamps: str) -> Pades:
    # Half a second to import, and only the worker signs.
    from certificates.signing.pades import Pades, time_stamps_of

    raw: Signer
    match one:
        case Kind.DEVELOPMENT:
            raw, chain = _from_file(ensure_authority(development), "")
        case Kind.FILE:
            raw, chain = _from_file(Path(key_file), _secret("SIGNING_KEY_PASSWORD"))
        case Kind.TOKEN:
            from certificates.signing.tokens import open_token

            raw, chain = open_token(settings.SIGNING_TOKEN, pin=_secret("SIGNING_TOKEN_PIN"))
        case _:
            raise ImproperlyConfigured("nothing is signed in this installation")
    return Pades(
        raw,
        chain,
        development=any(map(is_development, chain)),
        visible=visible,
        time_stamps=time_stamps_of(time_stamps),
    )


def _secret(name: str) -> str:
    """A password from the setting, or from the first line of the file that NAME_FILE names."""
    if file := getattr(settings, f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    return str(getattr(settings, name))


def _from_file(path: Path, password: str) -> tuple[LoadedKey, Sequence[x509.Certificate]]:
    """The key and its certificates from PKCS#12, or from PEM with the certificates behind it."""
    try:
        content = path.read_bytes()
        secret = password.encode() or None
        key, chain = (
            _from_pem(content, secret)
            if asn1_pem.detect(content)
            else _from_pkcs12(content, secret)
        )
    except (OSError, ValueError, TypeError) as error:
        # The name of the error only: its words may show what stands in the file.
        raise ImproperlyConfigured(
            f"the signing key cannot be read ({type(error).__name__})"
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not chain:
        raise ImproperlyConfigured("a signing key is RSA or EC, and has its certificate beside it")
    _must_belong(key, chain[0])
    from certificates.signing.pades import LoadedKey

    return LoadedKey(key, chain[0], chain), chain


def _from_pkcs12(content: bytes, secret: bytes | None) -> tuple[Any, list[x509.Certificate]]:
    key, certificate, others = pkcs12.load_key_and_certificates(content, secret)
    found = [certificate, *others] if certificate else []
    return key, [
        x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in found
    ]


def _from_pem(content: bytes, secret: bytes | None) -> tuple[Any, list[x509.Certificate]]:
    parts = asn1_pem.unarmor(content, multiple=True)
    chain = [x509.Certificate.load(der) for name, _, der in parts if name == "CERTIFICATE"]
    return serialization.load_pem_private_key(content, secret), chain


def _must_belong(key: PrivateKey, certificate: x509.Certificate) -> None:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if public != certificate.public_key.dump():
        raise ImproperlyConfigured("the first certificate beside the signing key is of another key")
