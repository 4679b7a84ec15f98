"""Where a task stands: told from dated notes and the deadline, never typed. Pure.

Two questions, crossed. How far is the work: not started, doing, done. And against the deadline: in
time, early (done before the day), late. A task without a deadline is never early and never late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ALL_OF_IT = 100


class Work(StrEnum):
    """How far the work is."""

    NOT_STARTED = "chua"
    DOING = "dang"
    DONE = "xong"


class Timing(StrEnum):
    """How that stands against the deadline."""

    IN_TIME = "trong-han"
    EARLY = "truoc-han"
    LATE = "qua-han"
    NO_DEADLINE = "khong-han"


WORK_WORDS = {
    Work.NOT_STARTED: "Chưa làm",
    Work.DOING: "Đang làm",
    Work.DONE: "Hoàn thành",
}
TIMING_WORDS = {
    Timing.IN_TIME: "trong hạn",
    Timing.EARLY: "trước hạn",
    Timing.LATE: "quá hạn",
    Timing.NO_DEADLINE: "không định hạn",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A note that stands: on which day, and how far the work was by then, if it says so.

    Of two notes of one day the one with the greater `order` was written later.
    """

    day: date
    order: int
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where a task stands at the end of a day."""

    work: Work
    timing: Timing
    percent: int | None = None  # nobody said yet
    done_on: date | None = None
    days_late: int = 0

    @property
    def words(self) -> str:
        """The state as a list shows it."""
        work = WORK_WORDS[self.work]
        if self.timing is Timing.NO_DEADLINE:
            return work
        late = f" {self.days_late} ngày" if self.days_late else ""
        return f"{work}, {TIMING_WORDS[self.timing]}{late}"

    @property
    def is_late(self) -> bool:
        """Whether the deadline passed before it was done."""
        return self.timing is Timing.LATE


def state_of(notes: Iterable[Said], *, deadline: date | None, today: date) -> State:
    """The state at the end of `today`, by the notes about that day and before.

    The newest note that gives a percentage says how far it is; at 100 it is done, since the first
    of the notes that say so without a break. Any note but one of 0 % means that it has begun.
    """
    told = sorted(
        (note for note in notes if note.day <= today), key=lambda note: (note.day, note.order)
    )
    measured = [note for note in told if note.percent is not None]
    percent = measured[-1].percent if measured else None
    done_on = None
    if percent == ALL_OF_IT:
        for note in reversed(measured):
            if note.percent != ALL_OF_IT:
                break
            done_on = note.day
    begun = bool(told) if percent is None else percent > 0
    work = Work.DONE if done_on else Work.DOING if begun else Work.NOT_STARTED
    late = max(0, ((done_on or today) - deadline).days) if deadline else 0
    return State(work, _timing(deadline, done_on, late), percent, done_on, late)


def _timing(deadline: date | None, done_on: date | None, late: int) -> Timing:
    if deadline is None:
        return Timing.NO_DEADLINE
    if late:
        return Timing.LATE
    return Timing.EARLY if done_on and done_on < deadline else Timing.IN_TIME
