"""What is shown of a count of people, so that nobody can be picked out. Pure: counts in, words out.

Only one thing is ever published: the block that each count lies in. Totals, what is new in a month
and every picture are worked out from blocks, so they add nothing to them; and blocks lie one after
the other, so knowing that one count is not above another adds nothing either. The proof and what
was weighed: docs/decisions/0018-small-cells.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.core.numbers import show_number

# The first number shown is 20, which stands for 15 to 24. Whatever is below, but 0, is hidden.
SHOWN_FROM = 15
STEP = 10
# What a hidden count weighs in a sum: the middle of 1 to 14.
WEIGHT_OF_HIDDEN = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is published: the least and the most that it may be, and a round number.

    Without a number it is hidden: somebody is there, and fewer than SHOWN_FROM.
    """

    low: int
    high: int
    value: int | None

    @property
    def words(self) -> str:
        """As it stands in a table."""
        return f"dưới {SHOWN_FROM}" if self.value is None else show_number(self.value)

    @property
    def rounded(self) -> bool:
        """Whether a page has to say "about" before the number."""
        return self.value is not None and self.low != self.high


NOBODY = Shown(0, 0, 0)
HIDDEN = Shown(1, SHOWN_FROM - 1, None)


def show(count: int) -> Shown:
    """The block that a count lies in: 0; 1 to 14; then the nearest ten, fives rounded up."""
    if count == 0:
        return NOBODY
    if count < SHOWN_FROM:
        return HIDDEN
    value = (count + STEP // 2) // STEP * STEP
    return Shown(value - STEP // 2, value + STEP // 2 - 1, value)


def add(parts: Iterable[Shown]) -> Shown:
    """The total of what is shown of its parts: never of the counts behind them."""
    found = list(parts)
    low, high = sum(part.low for part in found), sum(part.high for part in found)
    if high == 0:
        return NOBODY
    if high < SHOWN_FROM:
        return HIDDEN
    weight = sum(WEIGHT_OF_HIDDEN if part.value is None else part.value for part in found)
    return Shown(low, high, (weight + STEP // 2) // STEP * STEP)


def new_since(before: Shown, now: Shown) -> int | None:
    """How much more is shown than before; None where one of the two is hidden."""
    if before.value is None or now.value is None:
        return None
    return now.value - before.value
