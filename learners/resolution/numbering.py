"""Numbers of objectives and tasks as papers write them, and the order they stand in. Pure."""

import re
from dataclasses import dataclass

from lms.core.identity import clean_text, fold

_ROMAN = re.compile(r"(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SAID_BEFORE = re.compile(r"^(nhiem vu|muc tieu|nv|mt|so|stt)\s+")
_BEGINS = re.compile(
    r"(?:(?:mục tiêu|nhiệm vụ)\s+(?:số\s+)?)?"
    r"([0-9]+(?:\.[0-9]+)*|[IVXLC]+)\s*[.:)\-–]\s*(\S.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9A-Za-zĐđ]+([.\-/][0-9A-Za-zĐđ]+)*")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Words that begin with a number: "Mục tiêu 3: Mọi người…" in its two parts."""

    number: str
    words: str


def clean_number(raw: str) -> str:
    """ "Nhiệm vụ số 12." as "12", "1.0" as "1"; "" when it is no number of a task."""
    text = clean_text(raw)
    while said := _SAID_BEFORE.match(fold(text) + " "):
        text = text.split(maxsplit=said[0].count(" "))[-1] if " " in text else ""
    text = text.strip(" .,:;()")
    text = re.sub(r"^(\d+)\.0$", r"\1", text)  # what a spreadsheet makes of 12
    text = text.upper() if _NUMBER.fullmatch(text) else ""
    # A word is no number: it has a digit, or is Roman, or a single letter as in "a)".
    is_number = any(ch.isdigit() for ch in text) or _ROMAN.fullmatch(text) or len(text) == 1
    return text if is_number else ""


def split_number(raw: str) -> Numbered | None:
    """The number that words begin with, and the words; None when they begin with none."""
    found = _BEGINS.match(clean_text(raw))
    return Numbered(clean_number(found[1]), found[2]) if found else None


def order_of(number: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 2 before 10, IX before X, and 1.2 after 1."""
    parts = re.split(r"[.\-/]|(?<=\d)(?=\D)|(?<=\D)(?=\d)", number.upper())
    return tuple(_part(part) for part in parts if part)


def _part(part: str) -> tuple[int, int, str]:
    if part.isdecimal():
        return 0, int(part), ""
    if _ROMAN.fullmatch(part):
        return 0, _roman(part), part
    return 1, 0, part


def _roman(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
