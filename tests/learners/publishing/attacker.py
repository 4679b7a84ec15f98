"""Somebody who wants to know how few they are: has all that is published, and counts well.

A world is what is true: per commune, indicator and month a count. The indicators hold one another
(who finished took part, who took part attended), and each count grows from month to month.
"""

from collections.abc import Callable, Iterator

from learners.publishing.small_cells import Shown, add, new_since, show

# One commune: indicator → month → count. `proficient` is held by nothing.
Commune = dict[str, list[int]]
World = dict[str, Commune]
Key = tuple[str, str, int]
NESTED = ("finishers", "participants", "attendances")
INDICATORS = (*NESTED, "proficient")


def keys(world: World) -> Iterator[Key]:
    """Every cell of a world."""
    for code, commune in world.items():
        for indicator, months in commune.items():
            for month in range(len(months)):
                yield code, indicator, month


def is_lawful(world: World) -> bool:
    """Whether a world may be: no count above one that holds it, none below the month before."""
    return all(world[a][b][c] <= world[d][e][f] for (a, b, c), (d, e, f) in orders(world))


def orders(world: World) -> Iterator[tuple[Key, Key]]:
    """Pairs of cells of which the first is never above the second; everybody knows them."""
    for code, indicator, month in keys(world):
        if month + 1 < len(world[code][indicator]):
            yield (code, indicator, month), (code, indicator, month + 1)
        if indicator in NESTED[:-1]:
            holding = NESTED[NESTED.index(indicator) + 1]
            yield (code, indicator, month), (code, holding, month)


def publish(world: World) -> dict[str, object]:
    """All that the page, the files and the pictures are made of."""
    cells = {key: show(world[key[0]][key[1]][key[2]]) for key in keys(world)}
    months = range(len(next(iter(world.values()))["finishers"]))
    totals = {(i, m): add(cells[c, i, m] for c in world) for i in INDICATORS for m in months}
    later = [m for m in months if m]
    return {
        "cells": cells,
        "totals": totals,
        "new": {
            **{(c, i, m): new_since(cells[c, i, m - 1], cells[c, i, m])
               for c in world for i in INDICATORS for m in later},
            **{(i, m): new_since(totals[i, m - 1], totals[i, m])
               for i in INDICATORS for m in later},
        },
    }  # fmt: skip


def twin(world: World, key: Key, count: int) -> World:
    """Another world in which one cell has another count of its block.

    All cells of the commune that lie in this block take that count; nothing else changes.
    """
    code, indicator, month = key
    block = show(world[code][indicator][month])
    moved = {
        name: [count if show(value) == block else value for value in months]
        for name, months in world[code].items()
    }
    return world | {code: moved}


def with_the_log(world: World, papers: list[int]) -> Callable[[str, int], tuple[int, int]]:
    """The totals as published, and beside them what the public log of papers says.

    Of each month it has, to the digit, how many papers were ever issued (`papers`). Whoever
    finished holds at least one: so many have finished at most. No more can be had from it, since
    one person may hold several and the log names neither kind, course nor commune.
    """
    totals = publish(world)["totals"]

    def total(indicator: str, month: int) -> tuple[int, int]:
        shown = totals[indicator, month]  # type: ignore[index]
        most = min(shown.high, papers[month]) if indicator == "finishers" else shown.high
        return shown.low, most

    return total


Bounds = dict[Key, tuple[int, int]]


def narrowed(
    world: World, *, total: Callable[[str, int], tuple[int, int]], cells: dict[Key, Shown]
) -> Bounds:
    """What interval arithmetic makes of the published: each cell's least and most, to the end."""
    bounds = {key: (shown.low, shown.high) for key, shown in cells.items()}
    while True:
        before = dict(bounds)
        for lesser, greater in orders(world):
            (low, high), (other_low, other_high) = bounds[lesser], bounds[greater]
            bounds[lesser] = (low, min(high, other_high))
            bounds[greater] = (max(low, other_low), other_high)
        for indicator in INDICATORS:
            for month in range(len(next(iter(world.values()))["finishers"])):
                _narrow_by_total(bounds, [(c, indicator, month) for c in world],
                                 *total(indicator, month))  # fmt: skip
        if bounds == before:
            return bounds


def _narrow_by_total(bounds: Bounds, parts: list[Key], low: int, high: int) -> None:
    lows = sum(bounds[part][0] for part in parts)
    highs = sum(bounds[part][1] for part in parts)
    for part in parts:
        least, most = bounds[part]
        bounds[part] = (max(least, low - (highs - most)), min(most, high - (lows - least)))
