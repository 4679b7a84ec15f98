"""Numbers as Vietnamese offices write them: 350.845 and 70,2 %."""

from decimal import Decimal

UNKNOWN = "chưa có số liệu"


def show_number(value: int | float | Decimal | None) -> str:
    """Groups of three with dots, decimal comma; None is said in words."""
    if value is None:
        return UNKNOWN
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def show_percent(part: float | None) -> str:
    """A share (0.702) as "70,2 %"; None is said in words."""
    if part is None:
        return UNKNOWN
    return show_number(round(part * 100, 1)) + " %"
