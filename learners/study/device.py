"""What somebody not on the register did on this device: kept in its session, nowhere else."""

from django.contrib.sessions.backends.base import SessionBase

_KEY = "lessons_done"


def lessons_done(session: SessionBase) -> dict[str, tuple[int, int]]:
    """Lesson id → (correct, total) of the lessons done on this device."""
    return session.get(_KEY, {})


def remember(session: SessionBase, lesson_id: int, correct: int, total: int) -> None:
    """A lesson was done here; the first time counts."""
    done = dict(lessons_done(session))
    done.setdefault(str(lesson_id), (correct, total))
    session[_KEY] = done


def forget(session: SessionBase) -> None:
    """It stands on the register now."""
    session.pop(_KEY, None)
