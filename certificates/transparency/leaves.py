"""What the log says of a paper: enough to prove it by, and nothing about the person."""

import hashlib
import json
from datetime import date
from typing import Any


def fingerprint(code: str, facts: dict[str, Any]) -> str:
    """SHA-256 over the check code and the frozen facts: nobody without the code can guess it."""
    return hashlib.sha256(f"{code}\n{_plain(facts)}".encode()).hexdigest()


# What only the paper itself tells. The statement stands in its QR behind "#" and ends in a
# signature: without it nobody can try out names until one of them gives the fingerprint.
_ON_THE_PAPER_ONLY = {
    "full_name": "họ và tên, như in trên giấy (Unicode NFC)",
    "birth_year": "năm sinh, là số, như in trên giấy",
    "signatory_name": "tên người ký, như in trên giấy (Unicode NFC)",
    "statement": "phần sau dấu # của mã QR trên giấy",
}


def how_to_fingerprint(code: str, facts: dict[str, Any]) -> dict[str, Any]:
    """How whoever holds a paper works out its fingerprint: all but what they read off the paper."""
    left_out = {name: told for name, told in _ON_THE_PAPER_ONLY.items() if facts.get(name)}
    return {
        "how": "SHA-256 của: code, ký tự xuống dòng (0x0A), facts đã điền đủ on_paper; facts viết "
        "thành một dòng JSON, UTF-8, khóa xếp theo thứ tự chữ cái, phân cách bằng , và : không có "
        "dấu cách, chữ có dấu giữ nguyên (không đổi thành \\u).",
        "code": code,
        "facts": {name: fact for name, fact in facts.items() if name not in left_out},
        "on_paper": left_out,
    }


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
