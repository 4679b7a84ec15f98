"""A commune beside its own past and beside communes like it: no league, no ranking. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar

from lms.core.numbers import tenths

HOW_MANY = 6


@dataclass(frozen=True, slots=True)
class Commune:
    """What makes two communes alike: ward or commune, and how much is asked of them."""

    code: str
    kind: str
    target: int | None
    share: float | None
    weekly: float | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Communes alike by kind and size, and the middle of what they have reached."""

    codes: tuple[str, ...]
    share: float | None
    weekly: float | None


class Place(Protocol):
    """Whatever has a kind and a target."""

    @property
    def code(self) -> str:
        """Which one it is."""

    @property
    def kind(self) -> str:
        """Ward or commune."""

    @property
    def target(self) -> int | None:
        """How much is asked of it."""


PlaceT = TypeVar("PlaceT", bound=Place)


def nearest(one: PlaceT, others: Iterable[PlaceT]) -> list[PlaceT]:
    """The ONE meaning of communes like `one`: the six of its kind whose target is nearest.

    None while its own target is unknown; among equals by code, so that it is always the same six.
    """
    if one.target is None:
        return []
    near = [
        (abs(other.target - one.target), other.code, other)
        for other in others
        if other.code != one.code and other.kind == one.kind and other.target is not None
    ]
    return [other for _, _, other in sorted(near, key=lambda found: found[:2])[:HOW_MANY]]


def alike(one: Commune, others: Sequence[Commune]) -> Likeness | None:
    """What those like it have reached; None while its own target is unknown."""
    if one.target is None:
        return None
    found = nearest(one, others)
    shares = [other.share for other in found if other.share is not None]
    weekly = [other.weekly for other in found if other.weekly is not None]
    return Likeness(
        codes=tuple(other.code for other in found),
        share=median(shares) if shares else None,
        weekly=tenths(median(weekly)) / 10 if weekly else None,
    )
