"""What a phone must hold to check papers by itself: keys, what has ended, and words for both."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.keys.models import IssuerKey
from certificates.keys.selectors import all_keys, as_jwk
from certificates.papers.models import Certificate
from certificates.papers.numbering import SERIES
from certificates.papers.stating import is_sample, levels

# Of the list's form. Raised only when a page that lies on a phone would judge wrongly by the new
# form: such a page then judges nothing and asks to be opened with a network. What is merely added
# is passed over by it.
VERSION = 1
_ENDED = (Certificate.State.REVOKED, Certificate.State.REPLACED)


def trust_list() -> dict[str, Any]:
    """Public keys with their days, numbers of papers that no longer stand, and what words mean.

    Nothing about anybody: a number alone says nothing to who does not hold the paper.
    """
    ended = Certificate.objects.filter(state__in=_ENDED).order_by("ended_at")
    return {
        "version": VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "keys": [_told(key) for key in all_keys()],
        "ended": dict(ended.values_list("number", "state")),
        "kinds": {SERIES[kind]: kind.heading for kind in Kind},
        "levels": levels(),
        "sample": is_sample(),  # what this site issues is worth nothing
    }


def _told(key: IssuerKey) -> dict[str, Any]:
    """A key with the days from and until which it signs or signed, and that of its theft."""
    return as_jwk(key) | {
        "from": _day(key.used_from),
        "until": _day(key.used_until),
        "stolen_at": _day(key.stolen_at),
    }


def _day(moment: datetime | None) -> str | None:
    """In Vietnam, as papers state their days."""
    return timezone.localdate(moment).isoformat() if moment else None
