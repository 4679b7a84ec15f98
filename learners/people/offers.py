"""A record that may be the person's own, kept in their session while they say whether it is."""

from dataclasses import dataclass
from typing import Any, Self

from django.contrib.sessions.backends.base import SessionBase

from learners.people.claims import Challenge
from learners.people.models import Learner

_KEY = "claim_offer"


@dataclass(frozen=True, slots=True)
class Offer:
    """The record, what was said on the form, where the person was going, the code on its way."""

    record_id: int
    said: dict[str, Any]
    next_url: str
    challenge: Challenge | None = None

    @classmethod
    def kept_in(cls, session: SessionBase) -> Self | None:
        """What this session was offered, as long as the record still stands unclaimed."""
        kept = session.get(_KEY)
        if not kept:
            return None
        challenge = Challenge.from_json(kept["challenge"]) if kept["challenge"] else None
        offer = cls(kept["record"], kept["said"], kept["next"], challenge)
        free = Learner.objects.standing().filter(pk=offer.record_id, user__isnull=True)
        return offer if free.exists() else None

    def keep(self, session: SessionBase, challenge: Challenge | None = None) -> None:
        """Remember the offer, with the newest challenge."""
        challenge = challenge or self.challenge
        session[_KEY] = {
            "record": self.record_id,
            "said": self.said,
            "next": self.next_url,
            "challenge": challenge.to_json() if challenge else None,
        }

    @staticmethod
    def forget(session: SessionBase) -> None:
        """It was answered."""
        session.pop(_KEY, None)

    def record(self) -> Learner:
        """The record itself."""
        return Learner.objects.select_related("commune").get(pk=self.record_id)
