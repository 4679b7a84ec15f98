"""The map of the communes as tiles: each a square, as near as can be to where it lies. Pure.

A map by area shows forests; one tile a commune shows people. The tiles are placed once and for
all from the coordinates: rows by latitude, within a row by longitude, so that north is up and
neighbours stay near each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A commune by its code and where it lies; unknown coordinates stand last."""

    code: str
    latitude: float | None
    longitude: float | None


def tile_grid(places: Sequence[Place], *, columns: int) -> dict[str, tuple[int, int]]:
    """Code → (row, column) of its tile, from the north-west; no two share a tile.

    Every row but the last is full. The order of `places` does not matter.
    """
    known = sorted(
        places,
        key=lambda one: (one.latitude is None, -(one.latitude or 0), one.code),
    )
    found = {}
    for row, start in enumerate(range(0, len(known), columns)):
        line = sorted(
            known[start : start + columns],
            key=lambda one: (one.longitude is None, one.longitude or 0, one.code),
        )
        for column, one in enumerate(line):
            found[one.code] = (row, column)
    return found


def shade(share: float | None, *, steps: int = 5) -> int:
    """Which of `steps` shades a share (0 to 1 and beyond) has; 0 for what is not known."""
    if share is None:
        return 0
    return min(steps, 1 + int(max(0.0, share) * steps))
