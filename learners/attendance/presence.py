"""Whether people were there, for boxes below that must not know of the register."""

from collections.abc import Collection

from learners.attendance.models import THERE, Attendance


def presence_of(
    *, sessions: Collection[int], learners: Collection[int]
) -> dict[tuple[int, int], bool]:
    """(session, person) → whether the register says they were there; unmarked is left out."""
    marked = Attendance.objects.filter(session__in=sessions, seat__learner__in=learners)
    rows = marked.order_by().values_list("session", "seat__learner", "presence")
    return {(session, learner): said in THERE for session, learner, said in rows}
