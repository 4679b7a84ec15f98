"""What looks odd about a class. Pure: facts in, findings out; no database, no clock.

A finding accuses nobody: it asks a person to look, and says beside it what was seen. The bounds
are where an ordinary class does not come; each says why it lies there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from learners.paper.geometry import Floats
from learners.paper.hands import same_rows

# Ten in a minute leave six seconds to call a name, look up and wait for an answer; for fewer people
# a minute is enough. Scans and signatures are no taps: a phone or a pen of the person says it.
AT_ONCE = timedelta(minutes=1)
LEAST_AT_ONCE = 10
# So many signatures the same, and so large a part, are no chance: a hand never repeats itself.
LEAST_SIGNED = 5
SAME_PART = 0.8
# A household shares a phone: up to three people of one phone are ordinary.
MOST_A_PHONE = 3
# With fewer people it is chance that none of them lives where the class is.
LEAST_FAR = 5

Value = int | str | list[int]


@dataclass(frozen=True, slots=True)
class Found:
    """Something odd: of which kind, in which class (and which other), and what was seen.

    `key` says what it is about, so that it is found once however often anybody looks. `evidence`
    holds ids and numbers only.
    """

    kind: str
    about: tuple[int | str, ...]
    training_class: int
    evidence: dict[str, Value] = field(default_factory=dict)
    other_class: int | None = None

    @property
    def key(self) -> str:
        """The same for the same oddity."""
        return ":".join(str(part) for part in (self.kind, *self.about))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that was held: of which class, when, who taught it."""

    session: int
    training_class: int
    starts_at: datetime
    ends_at: datetime
    trainers: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture of a page of a sign-in sheet: of which class, and what people signed on it."""

    scan: int
    session: int
    training_class: int
    page: str  # which page of which sheet, whatever picture of it
    hands: Floats  # `hands.comparable`


def two_places(meetings: Iterable[Meeting]) -> Iterator[Found]:
    """One trainer in two classes at overlapping times; told of the later written session."""
    ordered = sorted(meetings, key=lambda one: one.session)
    for first, second in combinations(ordered, 2):
        overlap = min(first.ends_at, second.ends_at) - max(first.starts_at, second.starts_at)
        if first.training_class == second.training_class or overlap <= timedelta():
            continue
        for trainer in sorted(first.trainers & second.trainers):
            yield Found(
                "two_places",
                (trainer, first.session, second.session),
                second.training_class,
                {
                    "trainer": trainer,
                    "sessions": [first.session, second.session],
                    "minutes": int(overlap.total_seconds()) // 60,
                    "trainers": [len(first.trainers), len(second.trainers)],
                },
                other_class=first.training_class,
            )


def too_many(
    *, training_class: int, session: int, there: int, holds: int | None
) -> Iterator[Found]:
    """More people there than the hall holds."""
    if holds is not None and there > holds:
        seen: dict[str, Value] = {"session": session, "there": there, "holds": holds}
        yield Found("too_many", (session,), training_class, seen)


def at_once(
    *, training_class: int, session: int, tapped: Sequence[datetime], there: int
) -> Iterator[Found]:
    """The greater part of those who were there was tapped by hand within one minute.

    Scans are no taps: a hall of people with a phone each scans within a minute.
    """
    most = _most_within(sorted(tapped), AT_ONCE)
    if len(most) >= LEAST_AT_ONCE and 2 * len(most) > there:
        seconds = int((most[-1] - most[0]).total_seconds())
        seen: dict[str, Value] = {"session": session, "there": there}
        seen |= {"tapped": len(most), "seconds": seconds}
        yield Found("at_once", (session,), training_class, seen)


def _most_within(ordered: Sequence[datetime], span: timedelta) -> Sequence[datetime]:
    """The longest run of moments that lies within `span`."""
    best, begin = ordered[:0], 0
    for end, moment in enumerate(ordered, 1):
        while moment - ordered[begin] > span:
            begin += 1
        best = max(best, ordered[begin:end], key=len)
    return best


def one_phone(
    *, training_class: int, session: int, scans: Sequence[tuple[str, int]]
) -> Iterator[Found]:
    """One phone scanned for many people of a session; `scans` are (phone, seat)."""
    seats: dict[str, set[int]] = defaultdict(set)
    for device, seat in scans:
        if device:
            seats[device].add(seat)
    everybody = len({seat for _, seat in scans})
    for device, of_it in sorted(seats.items()):
        if len(of_it) > MOST_A_PHONE:
            seen: dict[str, Value] = {
                "session": session,
                "people": len(of_it),
                "scanned": everybody,
                "seats": sorted(of_it),
            }
            yield Found("one_phone", (session, device), training_class, seen)


def same_signatures(pictures: Iterable[Picture], *, of: int) -> Iterator[Found]:
    """Two sessions whose sheets carry the same signatures, one of them of class `of`.

    Told of the later sent page and the first it is like. Two pictures of one session are ordinary.
    """
    ordered = sorted(pictures, key=lambda one: one.scan)
    for place, later in enumerate(ordered):
        for first in ordered[:place]:
            if first.session == later.session or of not in _classes(first, later):
                continue
            signed, same = same_rows(first.hands, later.hands)
            if same >= LEAST_SIGNED and same >= SAME_PART * signed:
                yield _copied(first, later, signed, same)
                break


def _classes(first: Picture, later: Picture) -> tuple[int, int]:
    return first.training_class, later.training_class


def _copied(first: Picture, later: Picture, signed: int, same: int) -> Found:
    elsewhere = first.training_class != later.training_class
    return Found(
        "same_file",
        (first.page, later.page),
        later.training_class,
        {
            "scans": [first.scan, later.scan],
            "sessions": [first.session, later.session],
            "signed": signed,
            "same": same,
        },
        other_class=first.training_class if elsewhere else None,
    )


def far_from_home(*, training_class: int, commune: str, homes: Sequence[str]) -> Iterator[Found]:
    """Nobody in the class lives in the commune where it meets."""
    if len(homes) >= LEAST_FAR and commune not in homes:
        communes = Counter(homes)
        seen: dict[str, Value] = {"seated": len(homes), "communes": len(communes)}
        yield Found("far_from_home", (training_class,), training_class, seen)
