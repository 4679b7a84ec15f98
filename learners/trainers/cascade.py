"""Who trained whom, as branches under those whom nobody here trained. Data in, data out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """Somebody and all whom they trained, and whom those trained."""

    root: int
    members: tuple[int, ...]
    depth: int


def branches(pairs: Iterable[tuple[int, int]]) -> list[Branch]:
    """(person, who trained them) → branches; each person stands in one, circle or not.

    Of somebody with two trainers (one a tier) the first counts. A circle, which only a merge of
    records can make, hangs under its smallest number.
    """
    above: dict[int, int] = {}
    for person, trainer in pairs:
        if person != trainer:
            above.setdefault(person, trainer)
    below: dict[int, list[int]] = defaultdict(list)
    for person, trainer in above.items():
        below[trainer].append(person)
    everyone = sorted({*above, *above.values()})
    roots = [one for one in everyone if one not in above]
    seen: set[int] = set()
    found = [_branch(root, below, seen) for root in roots]
    found += [_branch(one, below, seen) for one in everyone if one not in seen]
    return found


def _branch(root: int, below: Mapping[int, list[int]], seen: set[int]) -> Branch:
    members, level, depth = [root], [root], 0
    seen.add(root)
    while level := [one for above in level for one in below.get(above, ()) if one not in seen]:
        depth += 1
        seen.update(level)
        members += level
    return Branch(root, tuple(members), depth)
