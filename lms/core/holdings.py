"""What each box holds about a person, said in one form, so that all of it can be shown and erased.

A box that holds personal data has a module `personal_data` with a tuple `HOLDINGS`. They are found
as Django's admin finds its modules: nothing below has to know what stands above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from lms.core.boxes import modules_named

# A line that a person reads about themself: heading → value, already in words.
Facts = Sequence[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Trait:
    """What a record says of the person, to find them where no link leads: in a list's rows."""

    search_key: str
    birth_year: int
    phone: str = ""
    email: str = ""
    id_hash: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: their records on the register (merged ones too) and their accounts.

    Read once, before anything is erased, so that no box depends on the order of the others.
    """

    learners: frozenset[int]
    accounts: frozenset[int] = frozenset()
    traits: tuple[Trait, ...] = ()


def nothing(subject: Subject) -> None:
    """What may not be erased stays; its holding says why."""


def never(subject: Subject) -> bool:
    """Nothing here states who somebody is."""
    return False


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is kept about people, in words for the person themself.

    `collect` gives all of it; `erase` leaves nothing that names the person, may be called again,
    and runs inside the transaction of the erasure. `states_who` tells whether something here was
    handed out that states name and birth, so that these no longer change by a tap.
    """

    code: str
    title: str
    why: str
    how_long: str
    collect: Callable[[Subject], Facts]
    erase: Callable[[Subject], None] = nothing
    states_who: Callable[[Subject], bool] = never


@cache
def all_holdings() -> tuple[Holding, ...]:
    """The holdings of every box, lowest box first."""
    return tuple(holding for box in modules_named("personal_data") for holding in box.HOLDINGS)


def say_day(value: date | datetime | None) -> str:
    """A day as people write it, in Vietnam's time; nothing for none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%d/%m/%Y}" if value else ""


def without_blanks(**facts: object) -> dict[str, str]:
    """A line without what is not known."""
    return {name: str(value) for name, value in facts.items() if value not in (None, "")}
