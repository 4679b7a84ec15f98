"""The bank of the proficiency test, and one draw from it. No database, no clock.

The bank is two content files, general and safety, in the format of `courses/content/README.md`.
The id of a question or an option is a digest of its words: the same on every machine and in every
run, and it does not tell which answer is right.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from courses.lesson_files import read_file
from courses.quiz import Answers, Kind, Option, Question, Score, draw, grade
from learners.study.tries import asked

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions there are: general ones, and those of the safety part."""

    general: tuple[Question, ...]
    safety: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """How a test went: of all questions, and of those of safety among them."""

    score: Score
    correct: int
    safety_correct: int


@cache
def read_bank(folder: Path = CONTENT) -> Bank:
    """The bank as the files say; raises `BadFile` with a sentence for their author."""
    return Bank(_questions(folder / "sat-hach.md"), _questions(folder / "sat-hach-an-toan.md"))


def draw_test(
    bank: Bank, *, questions: int, safety: int, seed: object
) -> list[dict[str, Any]] | None:
    """A test as it is stored: `questions` in mixed order, `safety` of them of the safety part.

    The same seed gives the same test. None when the bank does not hold enough.
    """
    about_safety = draw(bank.safety, safety, f"{seed}:safety")
    others = draw(bank.general, questions - safety, f"{seed}:general")
    if len(about_safety) + len(others) < questions:
        return None
    marked = [(q, True) for q in about_safety] + [(q, False) for q in others]
    order = draw([q for q, _ in marked], questions, f"{seed}:order")
    is_safety = {q.id: flag for q, flag in marked}
    return [{**q.to_json(), "safety": is_safety[q.id]} for q in order]


def mark_test(stored: Iterable[Mapping[str, Any]], answers: Answers) -> Marks:
    """Grade a test that `draw_test` made."""
    stored = list(stored)
    score = grade(asked(stored), answers)
    safety = {data["id"] for data in stored if data["safety"]}
    about_safety = sum(result.right for result in score.results if result.question.id in safety)
    return Marks(score, score.correct, about_safety)


def _questions(path: Path) -> tuple[Question, ...]:
    return tuple(_question(value) for value in read_file(path).questions)


def _question(value: Mapping[str, Any]) -> Question:
    ordered = value["kind"] == Kind.ORDERING
    options = tuple(
        Option(
            id=_digest(value["text"], option["text"]),
            text=option["text"],
            correct=option["correct"],
            feedback=option["feedback"],
            place=place if ordered else 0,
        )
        for place, option in enumerate(value["options"], start=1)
    )
    identity = _digest(value["text"])
    return Question(identity, Kind(value["kind"]), value["text"], options, value["explanation"])


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]


def passes(*, correct: int, safety_correct: int, pass_mark: int, safety_pass_mark: int) -> bool:
    """Both parts count: enough right answers, and enough of them about safety."""
    return correct >= pass_mark and safety_correct >= safety_pass_mark
