"""Which of several marks of one person in one session counts. Data in, data out.

The stated rule: a mark made by a trainer's hand or read from paper outranks a scan; among equals
the later one counts, on our clock; of two of the same moment the one with the greater id. The order
is total, so it does not matter in which order marks arrive, from how many phones, or how often.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# A scan counts from some hours before a session until some hours after it.
SCAN_BEFORE = timedelta(hours=3)
SCAN_AFTER = timedelta(hours=6)
# Marks by hand that say somebody was there are made on the day, or after it.
HAND_BEFORE = timedelta(hours=12)
# A clock that differs by no more is right: what is left is the way through the network.
CLOCK_RIGHT = timedelta(minutes=2)
# A phone may lie in a drawer for so long before it finds a signal.
OLDEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one mark says. `made_at` stands on our clock, never later than it was received."""

    id: UUID
    by_hand: bool
    made_at: datetime
    presence: str

    @property
    def strength(self) -> tuple[bool, datetime, UUID]:
        """Compared, the greater one counts; no two marks are equal."""
        return self.by_hand, self.made_at, self.id


def stronger(one: Claim, other: Claim) -> Claim:
    """The one of two that counts: commutative, associative, and itself of itself."""
    return max(one, other, key=lambda claim: claim.strength)


def strongest(claims: Iterable[Claim]) -> Claim:
    """The one of all that counts. Raises ValueError for none."""
    return max(claims, key=lambda claim: claim.strength)


def on_our_clock(*, made: datetime, sent: datetime, received: datetime) -> datetime:
    """When something was made, by our clock, and never after it was received.

    `made` and `sent` are of the phone's clock. Where that is right, `made` is believed; where it is
    not (it may be wrong by years) only the distance from `made` to `sent` is.
    """
    if timedelta() <= received - sent <= CLOCK_RIGHT:
        return min(made, received)
    return received - max(sent - made, timedelta())


def may_scan(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a QR of the session counts now."""
    return starts_at - SCAN_BEFORE <= now <= ends_at + SCAN_AFTER


def may_be_there(*, starts_at: datetime, made_at: datetime) -> bool:
    """Whether somebody can have been there, as a hand marks it: not days ahead."""
    return made_at >= starts_at - HAND_BEFORE
