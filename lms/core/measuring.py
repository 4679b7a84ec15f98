"""What can be counted about people, by name: for rules that are data.

A box that can count something has a module `measures` with a tuple `MEASURES`. They are found as
Django's admin finds its modules, so that a rule may name what is counted above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from lms.core.boxes import modules_named

# Ids of people, first day (None: since ever) and last day → value of those who have any.
Values = Callable[[Sequence[int], date | None, date], dict[int, float]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number about people: its code, which rules name, its words, and one query for many."""

    code: str
    words: str
    values: Values


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure by its code."""
    return {one.code: one for box in modules_named("measures") for one in box.MEASURES}
