"""The short signed statement that a QR carries: checked by whoever has the key, with no network.

Three parts joined by dots: the text, base64url; the key's id; the signature, base64url. The text
is seven fields joined by bars: version, issuer, number, masked name, level, day of issue, last day
(empty: it has none). The signature is ECDSA P-256 with SHA-256 over the text and the key's id, as
64 bytes r and s: the form of RFC 7518 3.4, which WebCrypto takes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

VERSION = "1"
LONGEST = 600  # characters; a longer text in a QR is nothing of ours
_ECDSA = ec.ECDSA(SHA256())


class BadStatement(ValueError):
    """The text is no statement of ours, or its signature is not that of the key it names."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the QR of a paper states, about nobody in more than initials."""

    issuer: str  # short name of who issues, e.g. "TNG"
    number: str  # e.g. "HT-2026-000123"
    name: str  # masked: "N. T. Lan"
    level: str  # "K3": course 3
    day: date  # of issue
    until: date | None = None  # the last day on which it counts

    def text(self) -> str:
        """The text that is signed."""
        days = [f"{day:%Y%m%d}" if day else "" for day in (self.day, self.until)]
        fields = (VERSION, self.issuer, self.number, self.name, self.level, *days)
        return "|".join(field.replace("|", "/") for field in fields)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadStatement."""
        parts = text.split("|")
        if len(parts) != 7 or parts[0] != VERSION:
            raise BadStatement(text)
        try:
            day = date.fromisoformat(parts[5])
            until = date.fromisoformat(parts[6]) if parts[6] else None
        except ValueError as problem:
            raise BadStatement(text) from problem
        return cls(parts[1], parts[2], parts[3], parts[4], day, until)


def sign(statement: Statement, *, kid: str, key: ec.EllipticCurvePrivateKey) -> str:
    """The statement as the fragment of an address: letters, digits, "-", "_" and "."."""
    text = statement.text()
    r, s = decode_dss_signature(key.sign(_signed(text, kid), _ECDSA))
    return f"{_pack(text.encode())}.{kid}.{_pack(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def key_named_in(packed: str) -> str:
    """The id of the key that a statement names. Raises BadStatement."""
    return _parts(packed)[1]


def verify(packed: str, key: ec.EllipticCurvePublicKey) -> Statement:
    """What a statement says, its signature being that of `key`. Raises BadStatement."""
    body, kid, signature = _parts(packed)
    try:
        text, raw = _unpack(body).decode(), _unpack(signature)
    except (NotBase64, UnicodeDecodeError) as problem:
        raise BadStatement(packed) from problem
    if len(raw) != 64:
        raise BadStatement(packed)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), _signed(text, kid), _ECDSA)
    except InvalidSignature as problem:
        raise BadStatement(packed) from problem
    return Statement.read(text)


def _signed(text: str, kid: str) -> bytes:
    return f"{text}.{kid}".encode()


def _parts(packed: str) -> list[str]:
    parts = packed.split(".")
    if len(packed) > LONGEST or not packed.isascii() or len(parts) != 3:
        raise BadStatement(packed[:LONGEST])
    return parts


def _pack(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
