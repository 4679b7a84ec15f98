"""What becomes of a row, given whom it may be: rules, and the sentences that tell them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learners.duplicates.candidates import Match
from learners.people.matching import Judgement, Verdict

NEW, KNOWN, DOUBTFUL, INVALID = "new", "known", "doubtful", "invalid"  # ImportRow.State
_ELSEWHERE = "Người này có trong sổ ở địa bàn khác."
_MAYBE_ELSEWHERE = "Giống một người trong sổ ở địa bàn khác."


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row: its state, why, and the person or the earlier line that it is."""

    state: str
    reason: str = ""
    learner_id: int | None = None
    twin: int | None = None


def on_register(matches: Sequence[Match], may_see: Callable[[int], bool]) -> Fate | None:
    """The fate of a row that is, or may be, somebody on the register; None when it is nobody.

    What speaks for it is told only of people whom the bringer of the list may see: else a list of
    guesses would be a way to ask about strangers.
    """
    if not matches:
        return None
    best = matches[0]
    seen = may_see(best.learner_id)
    if best.judgement.verdict is Verdict.SAME:
        return Fate(KNOWN, said(best.judgement) if seen else _ELSEWHERE, best.learner_id)
    why = f"Giống một người trong sổ. {said(best.judgement)}" if seen else _MAYBE_ELSEWHERE
    return Fate(DOUBTFUL, why)


def in_list(found: Sequence[tuple[int, Judgement]]) -> Fate | None:
    """The fate of a row that is, or may be, the person of an earlier line of the same list."""
    if not found:
        return None
    line, judgement = found[0]
    if judgement.verdict is Verdict.SAME:
        return Fate(KNOWN, f"Trùng với dòng {line}. {said(judgement)}", twin=line)
    return Fate(DOUBTFUL, f"Giống dòng {line}. {said(judgement)}")


def said(judgement: Judgement) -> str:
    """Why, in one line."""
    return " ".join(judgement.reasons)
