"""Which commune belongs to which on a day.

A merger is a fact with a day, not a rewriting. The commune that ended keeps its row, and all that
was written of it stays as it was; whoever counts or shows a day asks `merged_on` that day. So every
day before is counted again to the same numbers, and from the first day on they stand together
(decision 0034).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lms.core.models import Area


@dataclass(frozen=True, slots=True)
class Mergers:
    """Every commune that was or will be merged: code, the one that goes on, the last day."""

    rows: Sequence[tuple[str, str, date]]

    def on(self, day: date) -> dict[str, str]:
        """Code of each commune that had ended by `day` → the one it belongs to then."""
        return gone_on((code, into) for code, into, last in self.rows if last < day)


def all_mergers() -> Mergers:
    """For whoever shows several days; one query."""
    ended = Area.objects.filter(ended_on__isnull=False).order_by("pk")
    rows = ended.values_list("pk", "successor_id", "ended_on")
    return Mergers([(code, into, last) for code, into, last in rows if into and last])


def merged_on(day: date) -> dict[str, str]:
    """What `Mergers.on` says of one day; one query."""
    return all_mergers().on(day)


def going_on(area: Area) -> Area:
    """The commune that goes on today: itself, or what it became part of."""
    return standing_on(area, timezone.localdate())


def standing_on(area: Area, day: date) -> Area:
    """The commune that stands for it on `day`: itself, without a query, or what it is part of."""
    return area if area.exists_on(day) else Area.objects.get(pk=merged_on(day)[area.pk])


def gone_on(ended: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each code → the last one of its row: what A became is merged into C with B."""
    after = dict(ended)
    last = {}
    for code in after:
        into = after[code]
        while into in after:
            into = after[into]
        last[code] = into
    return last


def parts_of(code: str, merged: Mapping[str, str]) -> list[str]:
    """The codes whose facts belong to a commune: its own, and those merged into it."""
    return [code, *sorted(part for part, into in merged.items() if into == code)]


def together(values: Mapping[str, int], merged: Mapping[str, str]) -> dict[str, int]:
    """Code → value, with what stood under communes that ended added to those that go on."""
    found: dict[str, int] = {}
    for code, value in values.items():
        into = merged.get(code, code)
        found[into] = found.get(into, 0) + value
    return found
