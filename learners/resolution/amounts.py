"""Values of indicators as people write them: 500.000, 70,2 %, "trên 50 %". Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lms.core.identity import clean_text

MOST_DIGITS = 14  # before the comma; what the column holds
_AT_LEAST = r"(?:trên|ít nhất|tối thiểu|từ|đạt|khoảng|≥|>=|>)?\s*"
_NUMBER = r"(-?[1-9]\d{0,2}(?:[. ]\d{3})+(?:,\d+)?|-?\d{1,3}(?:,\d{3}){2,}|-?\d+(?:[.,]\d+)?)"
_AMOUNT = re.compile(rf"{_AT_LEAST}{_NUMBER}\s*(\D[^\d]*)?", re.IGNORECASE | re.ASCII)

_GROUPED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the unit that was written behind it, if any."""

    value: Decimal
    unit: str = ""


def read_amount(raw: str) -> Amount | None:
    """The number in what was typed; None when it is none, or has more digits than we keep."""
    found = _AMOUNT.fullmatch(clean_text(raw))
    if not found:
        return None
    value = Decimal(_plain(found[1]))
    if len(str(int(abs(value)))) > MOST_DIGITS:
        return None
    return Amount(round(value, 4), (found[2] or "").strip()[:60])


def _plain(typed: str) -> str:
    """As Python reads it: of 1.234,5 and 1,234,567 the marks between groups go."""
    bare = typed.replace(" ", "")
    if bare.count(",") > 1:
        return bare.replace(",", "")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    return bare.replace(",", ".")


def tidy(value: Decimal | int | None) -> Decimal | int | None:
    """Without the zeros that a column of four decimals adds."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()


def share(
    *, baseline: Decimal | None, target: Decimal | None, value: Decimal | int | None
) -> float | None:
    """How much of the way is done: 0 at the baseline, 1 at the target; None when unknown.

    Without a baseline the way begins at 0. A target below its baseline is a way down.
    """
    start = baseline or Decimal(0)
    if target is None or value is None or target == start:
        return None
    return float((value - start) / (target - start))
