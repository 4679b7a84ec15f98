"""The states of a trainer's file and the ways between them. Data in, data out."""

from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where somebody stands in one tier."""

    CANDIDATE = "candidate"
    TRAINING = "training"
    WAITING = "waiting"
    APPOINTED = "appointed"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """As people read it."""
        return WORDS[self]


WORDS = {
    State.CANDIDATE: "ứng viên",
    State.TRAINING: "đang học",
    State.WAITING: "chờ đánh giá",
    State.APPOINTED: "được công nhận",
    State.SUSPENDED: "tạm ngừng",
    State.EXPIRED: "hết hạn",
    State.WITHDRAWN: "thôi hoặc thu hồi",
}
CHOICES = [(state.value, words) for state, words in WORDS.items()]

# From where to where. Appointed to appointed is a renewal. Straight from candidate or training to
# appointed goes whose decision was made before this register knew them: a reason is asked for.
WAYS: dict[State, frozenset[State]] = {
    State.CANDIDATE: frozenset({State.TRAINING, State.APPOINTED, State.WITHDRAWN}),
    State.TRAINING: frozenset({State.WAITING, State.APPOINTED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.TRAINING, State.APPOINTED, State.WITHDRAWN}),
    State.APPOINTED: frozenset({State.APPOINTED, State.SUSPENDED, State.EXPIRED, State.WITHDRAWN}),
    State.SUSPENDED: frozenset({State.APPOINTED, State.EXPIRED, State.WITHDRAWN}),
    State.EXPIRED: frozenset({State.WAITING, State.APPOINTED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.CANDIDATE}),
}
IN_FORCE = frozenset({State.APPOINTED, State.SUSPENDED})
# What an officer does by choosing the next state; the others have an act of their own.
CHOSEN = frozenset({State.CANDIDATE, State.TRAINING, State.WAITING})
# Which parts of the rule stand before somebody in a state.
STAGES: dict[State, tuple[str, ...]] = {
    State.CANDIDATE: ("entry",),
    State.TRAINING: ("entry", "learn"),
    State.WAITING: ("entry", "learn", "assess"),
    State.APPOINTED: ("keep",),
    State.SUSPENDED: ("keep",),
    State.EXPIRED: ("keep",),
    State.WITHDRAWN: (),
}


def may_go(now: State, to: State) -> bool:
    """Whether there is a way from one state to another."""
    return to in WAYS[now]


def state_on(state: State, valid_to: date | None, day: date) -> State:
    """The state on a day: what was in force until a day before it has expired, noted or not.

    `valid_to` is the last day of what is in force; None has no end.
    """
    if state in IN_FORCE and valid_to is not None and valid_to < day:
        return State.EXPIRED
    return state
