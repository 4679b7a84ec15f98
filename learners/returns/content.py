"""What a monthly return says, as one value: screen, PDF and workbook are drawn from nothing else.

Frozen as canonical JSON (keys in order, no spaces, UTF-8), so that anybody can work out its
SHA-256 again. Shares are whole numbers of tenths of a per cent: no digit depends on who rounds.
Pure.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lms.core.numbers import show_number, show_percent, tenths

# The numbers of a line: name in JSON → words of its column.
NUMBERS = {
    "before": "Cuối tháng trước",
    "value": "Cuối tháng",
    "growth": "Tăng trong tháng",
    "target": "Chỉ tiêu",
    "tenths": "Đạt",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of a commune: at the end of the month, of the month before, and what is asked.

    `old` holds, in a correction, the numbers that differ as the version before had them. `before`
    is what the locked return of the month before says, where there is one; `recounted` is what
    the facts of today make of that number, where it is another.
    """

    code: str
    name: str
    definition: str
    before: int | None
    value: int | None
    growth: int | None
    target: int | None
    tenths: int | None
    old: Mapping[str, int | None] = field(default_factory=dict)
    recounted: int | None = None

    @property
    def note(self) -> str:
        """Why the growth is not that of the facts alone, in a sentence; empty where it is."""
        if self.recounted is None:
            return ""
        return (
            f"{self.name}: số của tháng trước đã khóa là {show_number(self.before)}, "
            f"đếm lại khi lập báo cáo này là {show_number(self.recounted)}."
        )

    @property
    def numbers(self) -> dict[str, int | None]:
        """All numbers of the line, by name."""
        return {name: getattr(self, name) for name in NUMBERS}

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Words of the column, and the cell in words: "120 → 125" where it was corrected."""
        return [(heading, self._cell(name)) for name, heading in NUMBERS.items()]

    def _cell(self, name: str) -> str:
        shown = show(name, self.numbers[name])
        return f"{show(name, self.old[name])} → {shown}" if name in self.old else shown


@dataclass(frozen=True, slots=True)
class Denominator:
    """A figure that others publish, with source and day; and the part of it that is reached."""

    name: str
    value: int
    as_of: str
    source: str
    tenths: int | None = None  # how many of them are proficient, in tenths of a per cent

    @property
    def day(self) -> date:
        """The day it speaks of."""
        return date.fromisoformat(self.as_of)

    @property
    def words(self) -> str:
        """The figure, where it comes from, and the part of it that is proficient."""
        said = f"{self.name}: {show_number(self.value)} người"
        said += f" (nguồn: {self.source}, tính đến {self.day:%d/%m/%Y})"
        if self.tenths is None:
            return f"{said}."
        return f"{said}; người thành thạo bằng {show('tenths', self.tenths)}."


@dataclass(frozen=True, slots=True)
class Content:
    """A whole return. Days and moments are ISO text; `signed_*` are empty until it is signed."""

    area_code: str
    area: str
    month: str  # "2026-10"
    last_day: str  # the day whose end is counted
    counted_at: str  # empty: not counted yet
    due_on: str
    rule: str
    lines: tuple[Line, ...]
    denominators: tuple[Denominator, ...]
    merged: tuple[str, ...] = ()  # what was merged into the commune, a sentence each
    target_source: str = ""
    receiver: str = ""  # to whom it goes
    difficulties: str = ""
    proposals: str = ""
    number: int = 0  # of the correction; 0 is the return itself
    reason: str = ""
    corrects: str = ""  # SHA-256 of the version before
    signed_by: str = ""
    signed_at: str = ""

    def canonical(self) -> str:
        """The text that is kept and hashed."""
        data = asdict(self)
        for line in data["lines"]:
            if line["recounted"] is None:  # returns that never knew of it keep their hash
                del line["recounted"]
        if not data["merged"]:
            del data["merged"]
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The hash of the canonical text."""
        return sha256_of(self.canonical())

    def signed(self, *, by: str, at: datetime) -> "Content":
        """The same with who signed, and when, to the second."""
        return replace(self, signed_by=by, signed_at=at.isoformat(timespec="seconds"))

    @property
    def unsigned(self) -> "Content":
        """The same as it was before it was signed."""
        return replace(self, signed_by="", signed_at="")

    @property
    def day(self) -> date:
        """The day whose end is counted."""
        return date.fromisoformat(self.last_day)

    @property
    def due(self) -> date:
        """The last day to sign in time."""
        return date.fromisoformat(self.due_on)

    @property
    def counted(self) -> datetime | None:
        """When it was counted."""
        return datetime.fromisoformat(self.counted_at) if self.counted_at else None

    @property
    def is_whole(self) -> bool:
        """Every indicator is counted."""
        return bool(self.counted_at) and all(line.value is not None for line in self.lines)

    @property
    def month_words(self) -> str:
        """As people say it."""
        year, month = self.month.split("-")
        return f"tháng {int(month)} năm {year}"

    @property
    def title(self) -> str:
        """What stands on top; a correction says its number."""
        numbered = f" (Đính chính số {self.number})" if self.number else ""
        return f"Báo cáo {self.month_words}{numbered}"

    @property
    def recounts(self) -> list[str]:
        """Where the locked return of the month before is no longer what a recount says."""
        return [line.note for line in self.lines if line.note]

    @property
    def notes(self) -> list[str]:
        """What the numbers stand on, a sentence each: targets, figures of others, the last day."""
        figures = [one.words for one in self.denominators]
        return [
            *self.merged,
            f"Chỉ tiêu theo: {self.target_source or 'chưa giao chỉ tiêu'}.",
            *(figures or ["Dân số trong độ tuổi lao động: chưa có số liệu."]),
            f"Hạn gửi hết ngày {self.due:%d/%m/%Y} (quy định {self.rule.rstrip('.')}).",
        ]

    @property
    def changes(self) -> list[tuple[str, str, str, str]]:
        """Of each number that a correction sets right: indicator, column, old, new, in words."""
        return [
            (line.name, heading, show(name, line.old[name]), show(name, line.numbers[name]))
            for line in self.lines
            for name, heading in NUMBERS.items()
            if name in line.old
        ]


def line_of(
    *, code: str, name: str, definition: str, numbers: tuple[int | None, int | None, int | None]
) -> Line:
    """A line from its numbers: at the end of the month before, of the month, and the target."""
    before, value, target = numbers
    growth = None if value is None or before is None else value - before
    return Line(code, name, definition, before, value, growth, target, tenths_of(value, target))


def read(text: str) -> Content:
    """A content from its canonical text."""
    data: dict[str, Any] = json.loads(text)
    lines = tuple(Line(**line) for line in data.pop("lines"))
    denominators = tuple(Denominator(**one) for one in data.pop("denominators"))
    merged = tuple(data.pop("merged", ()))  # frozen before there was one: there was none
    return Content(lines=lines, denominators=denominators, merged=merged, **data)


def sha256_of(text: str) -> str:
    """Of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def correcting(new: Content, old: Content) -> Content:
    """`new` with what stood in `old` beside each number that differs."""
    before = {line.code: line for line in old.lines}
    lines = tuple(replace(line, old=_differing(line, before.get(line.code))) for line in new.lines)
    return replace(new, lines=lines, corrects=old.sha256)


def _differing(new: Line, old: Line | None) -> dict[str, int | None]:
    stood = old.numbers if old else dict.fromkeys(NUMBERS)
    return {name: stood[name] for name, value in new.numbers.items() if value != stood[name]}


def tenths_of(part: int | None, whole: int | None) -> int | None:
    """A share in tenths of a per cent; None when either is unknown or nothing is asked."""
    if part is None or not whole:
        return None
    return tenths(part / whole, times=100)


def show(name: str, value: int | None) -> str:
    """A number of a line in words; where nothing is asked of the commune, a dash."""
    if name == "tenths" and value is not None:
        return show_percent(value / 1_000)
    return "–" if value is None and name in ("target", "tenths") else show_number(value)
