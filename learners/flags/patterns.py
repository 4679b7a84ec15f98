"""What looks odd about a class. Pure: facts in, findings out; no database, no clock.

A finding accuses nobody: it asks a person to look, and says beside it what was seen. The bounds
are where an ordinary class does not come; each says why it lies there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

# Down a list of twenty in a minute leaves three seconds a name: nobody looks up in between.
AT_ONCE = timedelta(minutes=1)
LEAST_AT_ONCE = 20
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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a sign-in sheet that was sent: of which class, and from which file."""

    scan: int
    session: int
    training_class: int
    file: str  # its digest, and which of its pages


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
    """Everybody who was there was tapped by hand, within one minute.

    Scans are left out: a hall of people with a phone each scans within a minute.
    """
    if not LEAST_AT_ONCE <= len(tapped) == there:
        return
    took = max(tapped) - min(tapped)
    if took <= AT_ONCE:
        seconds = int(took.total_seconds())
        seen: dict[str, Value] = {"session": session, "there": there, "seconds": seconds}
        yield Found("at_once", (session,), training_class, seen)


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


def same_file(pictures: Iterable[Picture]) -> Iterator[Found]:
    """One file was sent as the signatures of two sheets; told of the later one."""
    sent: dict[str, list[Picture]] = defaultdict(list)
    for picture in sorted(pictures, key=lambda one: one.scan):
        sent[picture.file].append(picture)
    for first, *others in sent.values():
        for later in others:
            elsewhere = first.training_class != later.training_class
            yield Found(
                "same_file",
                (first.scan, later.scan),
                later.training_class,
                {"scans": [first.scan, later.scan], "sessions": [first.session, later.session]},
                other_class=first.training_class if elsewhere else None,
            )


def far_from_home(*, training_class: int, commune: str, homes: Sequence[str]) -> Iterator[Found]:
    """Nobody in the class lives in the commune where it meets."""
    if len(homes) >= LEAST_FAR and commune not in homes:
        communes = Counter(homes)
        seen: dict[str, Value] = {"seated": len(homes), "communes": len(communes)}
        yield Found("far_from_home", (training_class,), training_class, seen)
