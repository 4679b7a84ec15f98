"""What people wrote by hand, coarsely: enough to see that two pages carry the same signatures.

A signature is kept as a small picture, the ink of each of its cells in a digit. The same person
signs alike on two days, but never so alike; a copied page gives the same pictures row by row,
through another camera too. Pure: pixels in, digits out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from learners.paper.geometry import Floats

# Cells of a signature, down and across: a millimetre and a half each.
_DOWN, _ACROSS = 6, 24
_DIGITS = "0123456789abcdef"
# With less ink than this share of the cell it is a slip of the pen, and looks like any other.
_LEAST_INK = 0.01
# How alike two pictures of one signature are (1 is the very same). Through bad cameras a copy keeps
# 0.98; whoever signs again half a millimetre beside their first stroke stays around 0.87.
_ALIKE = 0.95


def picture_of(ink: Floats) -> str:
    """The cell of a signature (0 the paper, 1 the pen) as digits; nothing when hardly any ink."""
    ink = np.clip(ink, 0, 1)
    if float(ink.mean()) < _LEAST_INK:
        return ""
    bands = [np.array_split(band, _ACROSS, axis=1) for band in np.array_split(ink, _DOWN, axis=0)]
    means = np.array([[cell.mean() for cell in band] for band in bands])
    return "".join(_DIGITS[round(float(share) * 15)] for share in (means / means.max()).flat)


def comparable(pictures: Sequence[str]) -> Floats:
    """The signatures of a page, a row each, ready for `same_rows`; zeros where nobody signed."""
    rows = [_soft(text) if text else np.zeros(_DOWN * _ACROSS) for text in pictures]
    return np.array(rows).reshape(-1, _DOWN * _ACROSS)


def same_rows(one: Floats, other: Floats) -> tuple[int, int]:
    """Of two pages: how many rows are signed on both, and in how many it is the same signature."""
    rows = min(len(one), len(other))
    one, other = one[:rows], other[:rows]
    both = one.any(axis=1) & other.any(axis=1)
    alike = (one * other).sum(axis=1) >= _ALIKE
    return int(both.sum()), int((both & alike).sum())


def _soft(text: str) -> Floats:
    """The cells, each running a little into its neighbours, around their mean, of length one."""
    cells = np.array([_DIGITS.index(digit) for digit in text], dtype=float)
    grid = np.pad(cells.reshape(_DOWN, _ACROSS), 1)
    near = grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]
    soft: Floats = (grid[1:-1, 1:-1] + near / 4).ravel()
    soft -= soft.mean()
    return soft / max(float(np.linalg.norm(soft)), 1e-9)
