"""What the log says of a paper: enough to prove it by, and nothing about the person."""

import hashlib
import json
from datetime import date
from typing import Any


def fingerprint(code: str, facts: dict[str, Any]) -> str:
    """SHA-256 over the check code and the frozen facts: nobody without the code can guess it."""
    return hashlib.sha256(f"{code}\n{_plain(facts)}".encode()).hexdigest()


def leaf_of(*, act: str, number: str, state: str, day: date, fingerprint: str) -> str:
    """The text of a leaf: one JSON object, keys in order, no spaces."""
    return _plain(
        {
            "act": act,
            "day": day.isoformat(),
            "number": number,
            "sha256": fingerprint,
            "state": state,
            "v": 1,
        }
    )


def _plain(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
