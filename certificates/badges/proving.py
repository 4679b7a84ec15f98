"""Data Integrity proofs of the suite `ecdsa-rdfc-2019` (W3C VC Data Integrity ECDSA 1.0, 3.2).

What is signed is the meaning of the JSON-LD, brought to one form (RDFC-1.0), with a key on the
curve P-256. Contexts come from this machine only.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS, FrozenDocumentLoader

from certificates.badges.credential import CONTEXTS, Json

_CREDENTIALS, _OPEN_BADGES = CONTEXTS
_P256_PUBLIC = b"\x80\x24"  # p256-pub of the table of multicodecs
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The same document signed twice gives the same bytes (RFC 6979), so files stay as they were.
_ECDSA = ec.ECDSA(SHA256(), deterministic_signing=True)


def proof_of(*, method: str, created: str) -> Json:
    """A proof that has no value yet. `method` names the key, `created` is the moment in UTC."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-rdfc-2019",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def value_of(document: Json, proof: Json, key: ec.EllipticCurvePrivateKey) -> str:
    """The signature over document and proof, as the proof holds it."""
    options = proof | {"@context": document["@context"]}
    signed = _digest(options) + _digest(document)
    r, s = decode_dss_signature(key.sign(signed, _ECDSA))
    return multibase(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def multikey(public: ec.EllipticCurvePublicKey) -> str:
    """A public key as a Multikey writes it."""
    return multibase(
        _P256_PUBLIC + public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    )


def multibase(raw: bytes) -> str:
    """Bytes in base 58 behind a “z”."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + _BASE58[0] * zeros + digits


def _digest(document: Json) -> bytes:
    options: dict[str, Any] = {
        "algorithm": "URDNA2015",  # RDFC-1.0 by its older name,
        "format": "application/n-quads",
        "documentLoader": _loader(),
    }
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()


@cache
def _loader() -> FrozenDocumentLoader:
    """Refuses whatever is not on this machine."""
    here = Path(__file__).parent / "contexts" / "open-badges-3.0.3.json"
    return FrozenDocumentLoader({_CREDENTIALS: BUNDLED_CONTEXTS[_CREDENTIALS], _OPEN_BADGES: here})
