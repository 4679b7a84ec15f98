"""Which numbers of the platform may feed an indicator of a task."""

from learners.monitoring.indicators import BY_CODE, INDICATORS


def feed_choices() -> list[tuple[str, str]]:
    """Code and name of every number the platform counts."""
    return [(one.code, one.name) for one in INDICATORS]


def feed_name(code: str) -> str:
    """The name of a number; "" when the platform no longer counts it."""
    found = BY_CODE.get(code)
    return found.name if found else ""
