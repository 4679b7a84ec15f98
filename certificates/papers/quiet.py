"""Whether anything can be waiting for its paper: known without asking the database.

Papers are made when something happens, not because a clock looked. Each time rows are opened and
committed, a mark is set anew; a look that found nothing notes the mark it began with, and while it
stays the same there is nothing to look for. The note is forgotten after a while, so that whatever
was lost with a killed process or an emptied cache is looked for all the same. The cache is one that
asks no database (`CACHES["notes"]`).
"""

import secrets

from django.core.cache import caches
from django.db import transaction

LOOK_ANYWAY_SECONDS = 600
_OPENED, _SEEN = "papers:opened", "papers:seen"


def something_opened() -> None:
    """Rows were written that wait for their paper: known once they are committed."""
    transaction.on_commit(_mark, robust=True)


def opened_last() -> str:
    """The mark to note after a look: read it before looking."""
    caches["notes"].add(_OPENED, secrets.token_hex(8), None)
    return str(caches["notes"].get(_OPENED))


def nothing_since() -> bool:
    """Whether a look a while ago found nothing, and nothing was opened since."""
    seen = caches["notes"].get(_SEEN)
    return seen is not None and seen == caches["notes"].get(_OPENED)


def note_nothing(mark: str) -> None:
    """A look found nothing; `mark` is what `opened_last` said before it."""
    caches["notes"].set(_SEEN, mark, LOOK_ANYWAY_SECONDS)


def _mark() -> None:
    caches["notes"].set(_OPENED, secrets.token_hex(8), None)
