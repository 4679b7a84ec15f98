"""What the address of the people of a campaign asks for."""

from collections.abc import Mapping

from learners.campaigns.selectors import MISSING, STATES


def read_filters(asked: Mapping[str, str]) -> tuple[str, str]:
    """The state and the unit; who is missing where nothing, or nonsense, is asked for."""
    state, unit = asked.get("xem", MISSING), asked.get("don-vi", "")
    unit = unit if unit.isascii() and unit.isdecimal() and len(unit) < 19 else ""
    return state if state in STATES else MISSING, unit
