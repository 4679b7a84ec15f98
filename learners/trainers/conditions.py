"""What a rule asks for, beside what was counted and confirmed. Data in, data out."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

STAGES = {
    "entry": "Điều kiện vào",
    "learn": "Việc học",
    "assess": "Đánh giá",
    "keep": "Giữ tư cách",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a rule: so much of a measure, within so many months (None: ever).

    Where `confirmable`, an officer's word stands for what was not counted ("hoặc tương đương");
    a measure that nobody counts is confirmed always.
    """

    stage: str
    measure: str
    words: str
    number: float
    months: int | None = None
    confirmable: bool = False


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What an officer confirmed: how much, on which day, with which words and evidence."""

    number: float
    held_on: date
    words: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition of somebody: what was counted (None: not countable), confirmed, and if it is met.

    `words` and `met` are what `components/rule.html` shows.
    """

    condition: Condition
    counted: float | None
    confirmed: Confirmed | None

    @property
    def by_count(self) -> bool:
        """Whether the count alone is enough."""
        return self.counted is not None and self.counted >= self.condition.number

    @property
    def by_word(self) -> bool:
        """Whether it is an officer's word that makes it enough."""
        return not self.by_count and self.confirmed is not None and self.met

    @property
    def met(self) -> bool:
        """Whether either is enough."""
        said = self.confirmed.number if self.confirmed else 0
        return self.by_count or (self.may_confirm and said >= self.condition.number)

    @property
    def may_confirm(self) -> bool:
        """Whether an officer's word counts here."""
        return self.counted is None or self.condition.confirmable

    @property
    def words(self) -> str:
        """The condition."""
        return self.condition.words

    @property
    def missing(self) -> float:
        """How much is still to come; 0 when it is met."""
        said = self.confirmed.number if self.confirmed and self.may_confirm else 0
        return 0 if self.met else self.condition.number - max(self.counted or 0, said)


def read_conditions(rows: Sequence[Mapping[str, Any]]) -> list[Condition]:
    """The conditions as a rule keeps them. Raises ValueError for what is none."""
    found = [Condition(**row) for row in rows]
    for one in found:
        if one.stage not in STAGES or one.number <= 0 or not one.words:
            raise ValueError(f"no condition: {one}")
    return found


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_of(condition: Condition, end: date) -> tuple[date | None, date]:
    """First and last day that count, when `end` is the last one."""
    if condition.months is None:
        return None, end
    return months_before(end, condition.months) + timedelta(days=1), end


def keep_is_due(conditions: Sequence[Condition], since: date | None, day: date) -> bool:
    """Whether a whole period has passed since somebody was appointed: before, nothing is late."""
    months = [one.months for one in conditions if one.stage == "keep" and one.months]
    return bool(months) and since is not None and since <= months_before(day, max(months))
