"""The frozen facts a certificate states: everything a design may draw, and nothing else.

The facts are fixed when the paper is issued and kept as JSON in the database, so that the same
paper can be drawn again, byte for byte, years later. Nothing here knows a database or a clock.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

_MUST_SAY_SOMETHING = ("number", "check_url", "code", "full_name", "course_title", "issuer")


class Kind(StrEnum):
    """The papers, which nobody may take for one another. Stored, so never renamed."""

    COMPLETION = "completion"
    ATTENDANCE = "attendance"
    TRAINER = "trainer"

    @property
    def heading(self) -> str:
        """What the paper is called."""
        return _TITLES[self]


_TITLES = {
    Kind.COMPLETION: "Giấy chứng nhận hoàn thành",
    Kind.ATTENDANCE: "Giấy xác nhận tham gia",
    Kind.TRAINER: "Giấy chứng nhận giảng viên",
}
# What a completion does not state: its JSON stays as it was before there were other papers.
_OF_ATTENDANCE = ("kind", "there", "held")
# What is left out where there is none, for the same reason.
_WHERE_THERE_IS_ONE = ("decision", "expires_on", "statement")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What one "giấy chứng nhận hoàn thành", "giấy xác nhận tham gia" or paper of a trainer says.

    Every text is brought to Unicode form NFC on construction: phones and spreadsheets send the
    same Vietnamese name in two spellings, and both must give the same paper.
    Holds personal data: ``full_name`` and ``birth_year``.

    Raises ``ValueError`` if a text that the paper cannot do without is blank, or if ``hours`` is
    negative or not a number, if sessions are counted on another paper than one of attendance, or if
    a trainer's paper, or no other, names a decision.
    """

    number: str  # in the register of issued papers, e.g. "HT-2026-000123"
    check_url: str  # full https address that the QR opens
    code: str  # public check code; drawn in groups of four unless it has its own separators
    full_name: str
    birth_year: int | None  # None: the line is left out
    course_title: str  # of a trainer's paper: what the person is, e.g. "Giảng viên nòng cốt"
    hours: Decimal  # length of the course in hours; 0: the line is left out
    # Of an attendance paper the day of the last session held, of a trainer's its first day.
    completed_on: date
    issued_on: date
    issuer: str  # e.g. "Chương trình Bình dân học AI – tỉnh Thái Nguyên"
    signatory_title: str  # "" when nobody signs by name
    signatory_name: str
    sample: bool  # a demonstration paper, marked as worthless across the page
    kind: Kind = Kind.COMPLETION
    there: int = 0  # of an attendance paper: sessions the person was in,
    held: int = 0  # of so many held
    decision: str = ""  # of a trainer's paper: the number of the decision that appoints
    expires_on: date | None = None  # the last day; None for what does not expire
    statement: str = ""  # signed, for whoever scans the paper with no network

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is str:  # the kind is one as well, and stays what it is
                object.__setattr__(self, field.name, unicodedata.normalize("NFC", value))
        for name in _MUST_SAY_SOMETHING:
            if not getattr(self, name).strip():
                raise ValueError(f"a certificate needs its {name}")
        if not self.hours.is_finite() or self.hours < 0:
            raise ValueError(f"hours must be a number from 0 up, not {self.hours}")
        possible = 1 <= self.there <= self.held
        if possible != (self.kind == Kind.ATTENDANCE) or (self.held and not possible):
            raise ValueError("an attendance paper, and no other, counts sessions")
        if bool(self.decision.strip()) != (self.kind == Kind.TRAINER):
            raise ValueError("a trainer's paper, and no other, names a decision")

    @property
    def scan_url(self) -> str:
        """What the QR holds: the address, and behind it, for nobody's server, the statement."""
        return f"{self.check_url}#{self.statement}" if self.statement else self.check_url

    def to_json(self) -> dict[str, str | int | bool | None]:
        """The facts as a plain dict for a JSON column; ``from_json`` gives back equal facts.

        Hours go as text, because a JSON number would turn 1.10 into a binary fraction.
        """
        completion = self.kind == Kind.COMPLETION
        plain = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if not (completion and field.name in _OF_ATTENDANCE)
            and (field.name not in _WHERE_THERE_IS_ONE or getattr(self, field.name))
        }
        days = ("completed_on", "issued_on", *(["expires_on"] if self.expires_on else []))
        return plain | {"hours": str(self.hours)} | {d: getattr(self, d).isoformat() for d in days}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Facts from what ``to_json`` gave.

        Raises ``KeyError`` if a dated or counted fact is missing and ``TypeError`` if any other
        one is missing or unknown: a paper is never drawn from half its facts.
        """
        last = stored.get("expires_on")
        return cls(
            **stored
            | {
                "expires_on": date.fromisoformat(last) if last else None,
                "kind": Kind(stored.get("kind", Kind.COMPLETION)),
                "hours": Decimal(stored["hours"]),
                "completed_on": date.fromisoformat(stored["completed_on"]),
                "issued_on": date.fromisoformat(stored["issued_on"]),
            }
        )
