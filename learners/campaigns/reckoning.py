"""What the numbers of a campaign mean together. Pure: numbers in, numbers out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Numbers:
    """A campaign as it stood at the end of a day.

    `done` are those who did it by the deadline, `late` those who did it after; who left is in none.
    """

    roster: int
    done: int
    late: int
    number: int
    by_percent: bool
    deadline: date
    day: date

    @property
    def missing(self) -> int:
        """Who has not done it yet."""
        return self.roster - self.done - self.late

    @property
    def share(self) -> float | None:
        """The part of the roster that did it in time; None of an empty one."""
        return self.done / self.roster if self.roster else None

    @property
    def target(self) -> int:
        """How many people the goal asks for: a percentage is rounded up to whole people."""
        return -(-self.roster * self.number // 100) if self.by_percent else self.number

    @property
    def needed(self) -> int:
        """How many are still needed for the goal."""
        return max(0, self.target - self.done)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; by nobody of an empty roster."""
        return self.roster > 0 and self.needed == 0

    @property
    def needed_weekly(self) -> int | None:
        """How many a week would reach the goal, today left out; None when no day is left."""
        days = (self.deadline - self.day).days
        return -(-self.needed * 7 // days) if days > 0 else None

    @property
    def overdue(self) -> bool:
        """The deadline has passed."""
        return self.day > self.deadline
