"""Whether anything can be waiting for its paper: known without asking the database.

Papers are made when something happens, not because a clock looked. Each time rows are opened and
committed, a count in the cache goes up; a look that found nothing notes the count it looked at, and
until it has gone up again there is nothing to look for. The note is forgotten after a while, so
that whatever was lost with a killed process or an emptied cache is looked for all the same.
"""

from django.core.cache import cache
from django.db import transaction

LOOK_ANYWAY_SECONDS = 600
_OPENED, _SEEN = "papers:opened", "papers:seen"


def something_opened() -> None:
    """Rows were written that wait for their paper: known once they are committed."""
    transaction.on_commit(_count_up, robust=True)


def opened_so_far() -> int:
    """The count to note after a look: read it before looking."""
    cache.add(_OPENED, 0, None)
    return int(cache.get(_OPENED, 0))


def nothing_since() -> bool:
    """Whether a look a while ago found nothing, and nothing was opened since."""
    seen = cache.get(_SEEN)
    return seen is not None and seen == cache.get(_OPENED)


def note_nothing(count: int) -> None:
    """A look found nothing; `count` is what `opened_so_far` said before it."""
    cache.set(_SEEN, count, LOOK_ANYWAY_SECONDS)


def _count_up() -> None:
    cache.add(_OPENED, 0, None)
    cache.incr(_OPENED)
