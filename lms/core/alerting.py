"""What an officer should know today (cảnh báo), said by every box in one form.

An alert is derived and never stored: it is there as long as what it says is so. A box that has
something to say has a module `alerts` with `alerts_on(day, bounds)`; they are found by name, so
that nothing below has to know what stands above it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.core.access import Scope
from lms.core.boxes import modules_named


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on something is worth a word; kept as data by whoever shows alerts."""

    # Under so many hundredths of the usual pace of similar communes a commune falls behind.
    similar_percent: int = 50
    silent_days: int = 21
    lapsing_days: int = 60


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at: what is seen, in a sentence, what to do next, and where.

    It concerns a commune, or an organisation, or the province alone. `about` tells two of one kind
    in one place apart, and an old one from one that opens anew. No personal data in the words.
    """

    kind: str
    title: str
    words: str
    todo: str
    address: str = ""
    area: str = ""
    organisation: int | None = None
    about: str = ""

    @property
    def key(self) -> str:
        """What it is known by from day to day."""
        place = f"o{self.organisation}" if self.organisation else self.area
        return f"{self.kind}:{place}:{self.about}"[:80]

    def seen_by(self, scope: Scope) -> bool:
        """Whether it is theirs to know: of their commune or organisation, or of the province."""
        if self.organisation and not scope.whole_province:
            return self.organisation in scope.organisations
        return scope.covers(self.area)


def all_alerts(day: date, bounds: Bounds) -> list[Alert]:
    """What all boxes have to say, lowest box first."""
    return list(_said(day, bounds))


def _said(day: date, bounds: Bounds) -> Iterator[Alert]:
    for box in modules_named("alerts"):
        yield from box.alerts_on(day, bounds)
