"""A commune beside its own past and beside communes like it: no league, no ranking. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

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


def alike(one: Commune, others: Sequence[Commune]) -> Likeness | None:
    """The six of the same kind whose target is nearest; None while its own target is unknown."""
    if one.target is None:
        return None
    own = one.target
    near = sorted(
        (
            (abs(other.target - own), other.code, other)
            for other in others
            if other.code != one.code and other.kind == one.kind and other.target is not None
        ),
    )[:HOW_MANY]
    found = [other for _, _, other in near]
    shares = [other.share for other in found if other.share is not None]
    weekly = [other.weekly for other in found if other.weekly is not None]
    return Likeness(
        codes=tuple(other.code for other in found),
        share=median(shares) if shares else None,
        weekly=round(median(weekly), 1) if weekly else None,
    )
