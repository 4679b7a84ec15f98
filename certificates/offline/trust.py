"""What a phone must hold to check papers by itself: keys, what has ended, and words for both."""

from typing import Any

from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.keys.selectors import all_keys, as_jwk
from certificates.papers.models import Certificate
from certificates.papers.numbering import SERIES
from certificates.papers.stating import is_sample, levels

_ENDED = (Certificate.State.REVOKED, Certificate.State.REPLACED)


def trust_list() -> dict[str, Any]:
    """Public keys with their times, numbers of papers that no longer stand, and what words mean.

    Nothing about anybody: a number alone says nothing to who does not hold the paper.
    """
    ended = Certificate.objects.filter(state__in=_ENDED).order_by("ended_at")
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "keys": [
            as_jwk(key) | {"stolen_at": key.stolen_at and key.stolen_at.date().isoformat()}
            for key in all_keys()
        ],
        "ended": dict(ended.values_list("number", "state")),
        "kinds": {SERIES[kind]: kind.heading for kind in Kind},
        "levels": levels(),
        "sample": is_sample(),  # what this site issues is worth nothing
    }
