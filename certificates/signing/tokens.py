"""A key that never leaves its device, by PKCS#11; needs `requirements-token.txt`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asn1crypto import x509
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.signers import Signer

from certificates.signing.pades import Stated


def open_token(asked: Mapping[str, str], *, pin: str) -> tuple[Signer, Sequence[x509.Certificate]]:
    """The signer on a token, and its certificates; the session stays open with the process.

    `asked` names the library (`module`), the `label` of the token, and those of its `certificate`
    and `key`. Raises ImproperlyConfigured when something of it is not there.
    """
    try:
        import pkcs11  # noqa: F401  (only where a token signs)
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise ImproperlyConfigured(
            "a token needs: pip install -r requirements-token.txt"
        ) from error
    try:
        token = TokenCriteria(label=asked["label"] or None)
        session = open_pkcs11_session(asked["module"], token_criteria=token, user_pin=pin)
        signer = PKCS11Signer(
            session,
            cert_label=asked["certificate"],
            key_label=asked["key"] or asked["certificate"],
            bulk_fetch=False,
        )
        certificate = signer.signing_cert
    except Exception as error:  # the libraries of tokens raise whatever they like
        raise ImproperlyConfigured(f"the token does not open ({type(error).__name__})") from error
    if certificate is None:
        raise ImproperlyConfigured("the token has no certificate of that label")
    signer.signed_attr_prov_spec = Stated(certificate)
    return signer, [certificate]
