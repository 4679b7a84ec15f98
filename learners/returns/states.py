"""The states of a monthly return and the acts between them. Data in, data out."""

from enum import StrEnum


class State(StrEnum):
    """Where a return stands."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    LOCKED = "locked"

    @property
    def words(self) -> str:
        """As people read it."""
        return STATE_WORDS[self]


class Act(StrEnum):
    """What somebody does to a return; each is kept with its day and who did it."""

    DRAFT = "draft"
    WORD = "word"
    SIGN = "sign"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    LOCK = "lock"

    @property
    def words(self) -> str:
        """As people read it, once it was done."""
        return ACT_WORDS[self]


STATE_WORDS = {
    State.DRAFTED: "bản nháp",
    State.SIGNED: "đã ký gửi",
    State.SENT_BACK: "bị trả lại",
    State.ACCEPTED: "đã được chấp nhận",
    State.LOCKED: "đã khóa",
}
ACT_WORDS = {
    Act.DRAFT: "lập nháp",
    Act.WORD: "ghi lời",
    Act.SIGN: "ký gửi",
    Act.SEND_BACK: "trả lại",
    Act.ACCEPT: "chấp nhận",
    Act.LOCK: "khóa",
}
CHOICES = [(state.value, words) for state, words in STATE_WORDS.items()]
ACT_CHOICES = [(act.value, words) for act, words in ACT_WORDS.items()]

# From where an act leads where. There is no other way, and none out of LOCKED.
WAYS: dict[tuple[State, Act], State] = {
    (State.DRAFTED, Act.WORD): State.DRAFTED,
    (State.DRAFTED, Act.SIGN): State.SIGNED,
    (State.SIGNED, Act.SEND_BACK): State.SENT_BACK,
    (State.SIGNED, Act.ACCEPT): State.ACCEPTED,
    (State.SENT_BACK, Act.WORD): State.SENT_BACK,
    (State.SENT_BACK, Act.SIGN): State.SIGNED,
    (State.ACCEPTED, Act.SEND_BACK): State.SENT_BACK,
    (State.ACCEPTED, Act.LOCK): State.LOCKED,
}
# With the commune: words may be changed, numbers follow the counts.
OPEN = frozenset({State.DRAFTED, State.SENT_BACK})
# Frozen: what is shown is what was signed.
SENT = frozenset(State) - OPEN


def after(now: State, act: Act) -> State | None:
    """Where an act leads; None where there is no such way."""
    return WAYS.get((now, act))
