"""Where somebody stands in a course, in plain words. No database, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steps:
    """How far somebody is in a course.

    `next_lesson` is the number of the first lesson that is not done, counted from 1; 0 when all
    are. `days` is how many days nothing has happened since.
    """

    done: int
    total: int
    next_lesson: int
    tries: int
    passed: bool
    days: int


def where(steps: Steps) -> str:
    """ "đang dừng ở bài 3 đã 9 ngày": what a trainer has to know of this person, in one line."""
    if steps.passed and steps.next_lesson:
        return f"đã đạt bài cuối khóa, còn bài {steps.next_lesson} chưa học"
    if steps.passed:
        return "đã xong các bài và đạt bài cuối khóa"
    if not steps.done:
        return f"chưa học bài nào{_for(steps.days, 'vào lớp ')}"
    if steps.next_lesson and steps.days < 1:
        return f"hôm nay có học, tiếp theo là bài {steps.next_lesson}"
    if steps.next_lesson:
        return f"đang dừng ở bài {steps.next_lesson} đã {steps.days} ngày"
    if steps.tries:
        return f"đã làm bài cuối khóa {steps.tries} lần, chưa đạt{_for(steps.days)}"
    return f"đã xong các bài, chưa làm bài cuối khóa{_for(steps.days)}"


def _for(days: int, what: str = "") -> str:
    return f", {what}đã {days} ngày" if days >= 1 else ""
