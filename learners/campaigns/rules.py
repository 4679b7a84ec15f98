"""When a commune is worth a word. Pure: numbers and days in, what was found out.

Said in words and never as an order of communes: the question is what to do, not who is last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from learners.monitoring.comparing import nearest


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: its kind, its share of the goal, what it has, and its pace of four weeks."""

    code: str
    kind: str
    target: int
    value: int
    weekly: float | None

    @property
    def missing(self) -> int:
        """How many of its share are still to come."""
        return max(0, self.target - self.value)


@dataclass(frozen=True, slots=True)
class Behind:
    """A commune that will not reach its share: its pace, the one needed, and the usual one."""

    code: str
    weekly: float
    needed: int
    usual: float


def behind(
    communes: Sequence[Commune], *, days_left: int, similar_percent: int
) -> Iterator[Behind]:
    """Communes whose pace will not reach their share in time, and is well under the usual.

    The usual pace is the median of similar communes (`monitoring.comparing`: the same as on their
    pages), each measured by its own share.
    After the deadline nothing is said: then the share itself says it.
    """
    known = [one for one in communes if one.target > 0 and one.weekly is not None]
    for one in known:
        weekly = one.weekly or 0.0
        in_time = weekly * days_left / 7
        if days_left <= 0 or not one.missing or in_time >= one.missing:
            continue
        paces = [(other.weekly or 0.0) / other.target for other in nearest(one, known)]
        usual = one.target * median(paces) if paces else 0.0
        if weekly * 100 < usual * similar_percent:
            needed = -(-one.missing * 7 // days_left)
            yield Behind(one.code, weekly, needed, usual)


def silent(last: Mapping[str, date | None], *, day: date, days: int) -> Iterator[str]:
    """Communes where nobody has learnt for so many days, or never, while others have.

    `last` is the last day somebody learnt there; when nothing happens anywhere, nobody is silent.
    """
    still = [code for code, at in last.items() if at is None or (day - at).days >= days]
    if len(still) < len(last):
        yield from still
