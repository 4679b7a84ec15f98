"""Which bit of which list says that a paper was revoked (W3C Bitstring Status List 1.0)."""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from certificates.badges.credential import Place

SIZE = (
    131_072  # bits a list: the least the standard allows, so that one credential hides among many
)


def place_of(paper_id: int) -> Place:
    """Each paper has its own bit for ever: papers are never deleted nor numbered anew."""
    return Place(*divmod(paper_id, SIZE))


def papers_in(number: int) -> range:
    """The ids of the papers whose bits are in a list."""
    return range(number * SIZE, (number + 1) * SIZE)


def encode(indexes: Iterable[int]) -> str:
    """The list in which these bits are set: first bit leftmost, gzip, base64url behind a “u”."""
    bits = bytearray(SIZE // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
