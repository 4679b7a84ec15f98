"""Who is called back: a draw that anybody can repeat. Pure: data in, data out.

Each person gets the lot SHA-256("seed:id"); the lowest lots are drawn. The seed is made when the
class is closed and kept with the list that was drawn from, so that nobody has to believe us.
"""

from collections.abc import Iterable
from hashlib import sha256

# Five in a hundred (curriculum: "tỷ lệ hậu kiểm 5 %").
PERCENT = 5


def how_many(people: int, percent: int = PERCENT) -> int:
    """How many of so many are called: the share rounded up, so one even in a small class."""
    return -(-people * percent // 100)


def draw(*, seed: str, people: Iterable[int], percent: int = PERCENT) -> list[int]:
    """The people drawn, in ascending order; the same for the same seed, in whatever order given."""
    pool = set(people)
    lots = sorted(pool, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())
    return sorted(lots[: how_many(len(pool), percent)])
