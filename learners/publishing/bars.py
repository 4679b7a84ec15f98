"""Bars beside a table. Pure: numbers in, lengths out; the table says it all without them."""

from collections.abc import Sequence

LONGEST = 100


def bars(values: Sequence[int]) -> list[float]:
    """The length of each bar, the greatest being LONGEST; all nothing where all are nothing."""
    greatest = max(values, default=0)
    return [round(LONGEST * value / greatest, 1) if greatest else 0 for value in values]
