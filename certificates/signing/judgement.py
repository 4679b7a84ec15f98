"""What can be said of a PDF that somebody holds, as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


class Unreadable(ValueError):
    """The file is no PDF that can be judged: "not_pdf", "encrypted", "broken", "bomb"."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a file."""

    key_id: str
    signer: str
    good: bool  # the bytes it covers are as they were signed, by that key
    whole: bool  # and it covers the whole file: nothing at all was added after
    untouched: bool = False  # or nothing but what proves it later, such as revocation lists
    trusted: bool = False  # its certificate leads to one that was named as trusted
    at: str = ""  # when it was made, as it says itself (ISO 8601)
    pem: str = ""  # its certificate


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file says of itself; nothing of it is proved but what the signatures prove."""

    signatures: list[Signature] = field(default_factory=list)
    code: str = ""  # of the check address that stands in its description
    more: bool = False  # it has more signatures than were looked at
    only_signed: bool = False  # after its first revision nothing was added but signatures

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Judgement:
        """What `to_json` gave."""
        told = [Signature(**one) for one in values["signatures"]]
        return cls(**{**values, "signatures": told})
