"""The tables that can be taken away as files, each defined once beside the board that shows it.

A box adds its own by a tuple `TABLES` in its module `exports`; one view and one job write them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model

from lms.core.boxes import modules_named
from lms.core.models import User
from lms.core.sheets import Sheet

# What the address of the board asked for: name → word.
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Extract:
    """What is taken away: the table, what stands beside it in a workbook, and what is said of it.

    `rows` is how many lines the table has, `name` what the file is called (no place or person in
    it), `about` which part of the board it is, in words. `target` and `facts` go into the record
    of acts.
    """

    sheet: Sheet
    rows: int
    name: str
    beside: tuple[Sheet, ...] = ()
    about: str = ""
    target: Model | str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a board: its word in the address, its title, and how it is read.

    `read` gives exactly what `user` may see, now: a job reads long after it was asked for. It
    raises Http404 for what they may not know of. `personal` tables hold people: who takes one
    signs in again first. `gate` is the property of `Scope` that opens it, `action` what taking it
    is called in the record of acts.
    """

    code: str
    title: str
    read: Callable[[User, Words], Extract]
    personal: bool = False
    gate: str = "may_watch"
    action: str = "core.export"


@cache
def all_tables() -> dict[str, Table]:
    """Every table by its word. Two of one word are a mistake."""
    found = [one for box in modules_named("exports") for one in getattr(box, "TABLES", ())]
    tables = {one.code: one for one in found}
    if len(tables) < len(found):
        raise ValueError(f"a table is defined twice: {sorted(one.code for one in found)}")
    return tables
