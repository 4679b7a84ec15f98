"""A development authority: a root and a key under it, made on first run and worth nothing.

Its certificates say so in their own names, so whatever it signs is known for what it is, wherever
the key is named from. Nothing here knows a setting.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# In every certificate of a development authority: how its papers are known.
MARK = "KÝ THỬ - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
KEY_FILE = "development-key.pem"
ROOT_FILE = "development-root.pem"
_YEARS = timedelta(days=3650)


def is_development(certificate: asn1.Certificate) -> bool:
    """Whether a development authority issued it."""
    return MARK in str(certificate.issuer.native.get("organizational_unit_name", ""))


def ensure_authority(folder: Path) -> Path:
    """The key file of the authority in `folder`, made if there is none; readable by its owner only.

    Processes that start at the same time get the same one. The key of the root is not kept: nobody
    can issue a second certificate.
    """
    path = folder / KEY_FILE
    if path.exists():
        return path
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, certificate, root = _made()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    whole = pem + b"".join(
        one.public_bytes(serialization.Encoding.PEM) for one in (certificate, root)
    )
    part = folder / f".{KEY_FILE}-{os.getpid()}"
    part.touch(mode=0o600)
    part.write_bytes(whole)
    with suppress(FileExistsError):
        os.link(part, path)
    part.unlink()
    (folder / ROOT_FILE).write_bytes(_root_of(path))
    return path


def _root_of(path: Path) -> bytes:
    certificates = x509.load_pem_x509_certificates(path.read_bytes())
    return certificates[-1].public_bytes(serialization.Encoding.PEM)


def _made() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, x509.Certificate]:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _name("Gốc ký thử Bình dân học AI")
    root = (
        _certificate(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _certificate(_name("Khóa ký thử Bình dân học AI"), root_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(for_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    return key, certificate, root


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # Clocks differ: whoever checks on another machine must not find it not yet valid.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, for_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not for_certificates,
        content_commitment=not for_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=for_certificates,
        crl_sign=for_certificates,
        encipher_only=False,
        decipher_only=False,
    )
