"""Which numbers are published, and how far they are divided.

By hand and not “all there are”: whoever adds one answers for what it tells about people, see
docs/decisions/0018-small-cells.md.
"""

from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import (
    CORE_TRAINERS,
    EXPERTS,
    FOUR,
    all_indicators,
)

# By commune; the province's number is the total of what is shown of its communes.
BY_COMMUNE = FOUR
# For the province as a whole, as one count.
OF_PROVINCE = (CORE_TRAINERS, EXPERTS)
PUBLISHED = (*BY_COMMUNE, *OF_PROVINCE)


def counted() -> tuple[Indicator, ...]:
    """All numbers there are, for programs that read exact counts with a key."""
    return all_indicators()
