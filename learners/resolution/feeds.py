"""Which numbers of the platform may feed an indicator of a task."""

from learners.monitoring.indicators import all_indicators


def feed_choices() -> list[tuple[str, str]]:
    """Code and name of every number the platform counts."""
    return [(one.code, one.name) for one in all_indicators()]


def feed_name(code: str) -> str:
    """The name of a number; "" when the platform no longer counts it."""
    return dict(feed_choices()).get(code, "")
