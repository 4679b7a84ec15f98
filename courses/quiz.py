"""Questions, drawing them and grading them. Pure: no database, no clock.

A question travels as JSON in the order it was asked, so that an attempt can be graded again and
shown years later exactly as the person saw it.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

# What a person answered: question id → option ids; for an ordering, all ids in the chosen order.
Answers = Mapping[str, Sequence[str]]


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, or one step to put in order (`place` counts from 1, else 0)."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options in the order they are shown."""

    id: str
    kind: Kind
    text: str
    options: tuple[Option, ...]
    explanation: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The question that `to_json` wrote."""
        options = tuple(Option(**option) for option in data["options"])
        return cls(data["id"], Kind(data["kind"]), data["text"], options, data["explanation"])

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `from_json` reverses it exactly."""
        return asdict(self)

    @property
    def right_answer(self) -> tuple[str, ...]:
        """The option ids a full mark needs; in order for an ordering."""
        if self.kind is Kind.ORDERING:
            return tuple(o.id for o in sorted(self.options, key=lambda o: o.place))
        return tuple(option.id for option in self.options if option.correct)

    def is_right(self, given: Sequence[str]) -> bool:
        """All or nothing: a multiple choice needs every right option and no other."""
        if self.kind is Kind.ORDERING:
            return tuple(given) == self.right_answer
        return set(given) == set(self.right_answer)

    def shuffled(self, seed: object) -> "Question":
        """The same question in another order of options, the same for the same seed.

        True/false stays as it is, and an ordering never starts out solved.
        """
        if self.kind is Kind.TRUE_FALSE:
            return self
        options = list(self.options)
        random.Random(f"{seed}:{self.id}").shuffle(options)  # noqa: S311  (fairness, not secrecy)
        if self.kind is Kind.ORDERING and [o.id for o in options] == list(self.right_answer):
            options.append(options.pop(0))
        return replace(self, options=tuple(options))


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went."""

    question: Question
    given: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How a set of questions went."""

    results: tuple[Result, ...]

    @property
    def correct(self) -> int:
        """How many questions were answered right."""
        return sum(result.right for result in self.results)

    @property
    def total(self) -> int:
        """How many questions were asked."""
        return len(self.results)


def grade(questions: Sequence[Question], answers: Answers) -> Score:
    """Grade `answers`; a question without an answer is wrong, an unknown option id is ignored."""
    results = []
    for question in questions:
        known = {option.id for option in question.options}
        given = tuple(option for option in answers.get(question.id, ()) if option in known)
        results.append(Result(question, given, question.is_right(given)))
    return Score(tuple(results))


def draw(bank: Sequence[Question], count: int, seed: object) -> list[Question]:
    """`count` different questions at random from `bank`, options shuffled; same seed, same draw."""
    drawn = random.Random(str(seed)).sample(list(bank), min(count, len(bank)))  # noqa: S311
    return [question.shuffled(seed) for question in drawn]


def what_is_wrong(kind: str, correct: list[bool]) -> str:
    """Why options marked `correct` do not make a question of `kind`; empty when they do."""
    right = sum(correct)
    if len(correct) < 2:
        return "Câu hỏi cần ít nhất hai lựa chọn."
    if kind in (Kind.SINGLE, Kind.TRUE_FALSE) and right != 1:
        return "Đánh dấu đúng một lựa chọn đúng."
    if kind == Kind.TRUE_FALSE and len(correct) != 2:
        return "Câu đúng hay sai có hai lựa chọn."
    if kind == Kind.MULTIPLE and not 2 <= right <= len(correct):
        return "Đánh dấu từ hai lựa chọn đúng trở lên."
    return ""
