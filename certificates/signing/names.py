"""What certificates are called."""

import hashlib

from asn1crypto import x509


def key_id(certificate: x509.Certificate) -> str:
    """What a certificate is known by for ever: the SHA-256 of its DER form."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def common_name(name: x509.Name) -> str:
    """Whom a certificate names: its common name, else all of it; short enough to be stored."""
    native = name.native
    return str(native.get("common_name") or name.human_friendly)[:200]
