"""What the boxes of a row say: one clear mark counts, anything else is asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from learners.paper.layout import BOXES

EMPTY, MARKED, DOUBTFUL = "empty", "marked", "doubtful"

LOST = "Không thấy rõ dòng này trên ảnh."
SEVERAL = "Có dấu ở nhiều ô."
UNSURE = "Dấu chưa rõ."
SIGNED = "Có chữ ký nhưng chưa đánh dấu ô nào."
SIGNED_AWAY = "Đánh dấu vắng nhưng lại có chữ ký."


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen in a row of the sheet; `boxes` is empty when the row was not found."""

    boxes: tuple[str, ...]
    signature: str = EMPTY
    hand: str = field(default="", compare=False)  # the signature, coarsely (`hands`)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a row is understood: a presence, or why a person has to look at it."""

    presence: str = ""
    doubt: str = ""


def understand(row: Row) -> Understood:
    """A single clear box is that presence; nothing at all is absence; everything else is asked."""
    if len(row.boxes) != len(BOXES):
        return Understood(doubt=LOST)
    marked = [name for name, state in zip(BOXES, row.boxes, strict=True) if state == MARKED]
    if len(marked) > 1:
        return Understood(doubt=SEVERAL)
    if DOUBTFUL in row.boxes:
        return Understood(doubt=UNSURE)
    if not marked:
        return _unmarked(row.signature)
    if marked == ["excused"] and row.signature != EMPTY:
        return Understood(doubt=SIGNED_AWAY)
    return Understood(presence=marked[0])


def _unmarked(signature: str) -> Understood:
    return Understood(presence="absent") if signature == EMPTY else Understood(doubt=SIGNED)


def is_touched(row: Row) -> bool:
    """Whether anything is written in a row that belongs to nobody."""
    return any(state != EMPTY for state in (*row.boxes, row.signature))


def rows_from(stored: Sequence[dict[str, object]]) -> list[Row]:
    """The rows as a scan keeps them."""
    return [Row(tuple(one["boxes"]), str(one["signature"])) for one in stored]  # type: ignore[arg-type]
