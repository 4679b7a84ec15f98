"""Numbers as Vietnamese offices write them: 350.845 and 70,2 %."""

from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "chưa có số liệu"


def tenths(value: float, *, times: int = 1) -> int:
    """`value` × `times` in tenths: the ONE rule of rounding, half away from zero.

    A fraction is taken as it is written (0.0625), not as the machine holds it, so that a share that
    lies in the middle goes up on every page, in every file.
    """
    exact = Decimal(repr(value)) * times * 10
    return int(exact.to_integral_value(ROUND_HALF_UP))


def percent(part: float | None) -> float | None:
    """A share (0.702) as a number of a table: 70.2."""
    return None if part is None else tenths(part, times=100) / 10


def show_number(value: int | float | Decimal | None) -> str:
    """Groups of three with dots, decimal comma; None is said in words."""
    if value is None:
        return UNKNOWN
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def show_percent(part: float | None) -> str:
    """A share (0.702) as "70,2 %"; None is said in words."""
    return UNKNOWN if part is None else f"{show_number(percent(part))} %"
