"""What somebody not on the register did on this device: kept in its session, nowhere else."""

from django.contrib.sessions.backends.base import SessionBase

_KEY = "lessons_done"


def lessons_done(session: SessionBase) -> dict[str, tuple[int, int]]:
    """Lesson id → (correct, total) of the lessons done on this device; what is no such pair is not.

    An older version of the product may have left something else there.
    """
    kept = session.get(_KEY)
    if not isinstance(kept, dict):
        return {}
    return {
        lesson: (score[0], score[1])
        for lesson, score in kept.items()
        if isinstance(score, list | tuple) and [type(n) for n in score] == [int, int]
    }


def remember(session: SessionBase, lesson_id: int, correct: int, total: int) -> None:
    """A lesson was done here; the first time counts."""
    done = dict(lessons_done(session))
    done.setdefault(str(lesson_id), (correct, total))
    session[_KEY] = done


def forget(session: SessionBase) -> None:
    """It stands on the register now."""
    session.pop(_KEY, None)
