"""The database keeps every mark as it was made: `models.Mark` is only added to.

Free is only whose place the mark is at: when two records of one person are merged, the marks of the
one seat go over to the other, and back when that is undone (`duplicates.merging`, which journals
it). Who made a mark is forgotten when the account goes, and never becomes somebody else. Nothing
deletes a mark: an erased person keeps a seat without a name, a list that is undone leaves
everybody who has a seat.
"""

from lms.core.guards import Guard

MARKS = Guard(
    "learners_mark",
    "marks of attendance are append-only",
    columns=(
        *("id", "session_id", "presence", "how"),
        *("made_at", "received_at", "device", "evidence"),
    ),
    only_emptied=("made_by_id",),
)
