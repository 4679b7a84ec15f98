"""Questions as form fields: what was answered, what is missing, what was typed. No ORM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from courses.quiz import Kind, Option, Question, Result, Score


@dataclass(frozen=True, slots=True)
class OptionField:
    """An option as it is shown: chosen or not; for an ordering, the place that was picked."""

    option: Option
    name: str
    chosen: bool
    place: str


@dataclass(frozen=True, slots=True)
class QuestionField:
    """A question as it is shown: its number, its inputs, and what is wrong with the answer."""

    number: int
    question: Question
    name: str
    options: tuple[OptionField, ...]
    error: str

    @property
    def places(self) -> range:
        """The places of an ordering."""
        return range(1, len(self.options) + 1)


class AnswerSheet:
    """The questions of a practice or a test, with or without answers.

    Unknown and doubled fields are ignored; what was chosen is kept when something is missing.
    """

    def __init__(self, questions: Sequence[Question], data: QueryDict | None = None) -> None:
        self.answers: dict[str, list[str]] = {}
        self.fields = [self._field(i, q, data) for i, q in enumerate(questions, start=1)]

    @property
    def complete(self) -> bool:
        """Whether every question has an answer that can be graded."""
        return not self.missing

    @property
    def missing(self) -> list[QuestionField]:
        """The questions that still need an answer."""
        return [field for field in self.fields if field.error]

    def _field(self, number: int, question: Question, data: QueryDict | None) -> QuestionField:
        name = f"q-{question.id}"
        ordering = question.kind is Kind.ORDERING
        options: tuple[OptionField, ...]
        error = ""
        if ordering:
            options = tuple(
                OptionField(o, f"{name}-{o.id}", False, _first(data, f"{name}-{o.id}"))
                for o in question.options
            )
            places = {field.place: field.option.id for field in options}
            wanted = [str(place) for place in range(1, len(options) + 1)]
            if data is not None and sorted(places) != sorted(wanted):
                error = f"Hãy cho mỗi việc một số khác nhau, từ 1 đến {len(options)}."
            elif data is not None:
                self.answers[question.id] = [places[place] for place in wanted]
        else:
            given = set(data.getlist(name)) if data is not None else set()
            options = tuple(OptionField(o, name, o.id in given, "") for o in question.options)
            chosen = [field.option.id for field in options if field.chosen]
            if data is not None and not chosen:
                error = "Bạn chưa chọn câu trả lời."
            self.answers[question.id] = chosen if data is not None else []
        return QuestionField(number, question, name, options, error)


def _first(data: QueryDict | None, name: str) -> str:
    return data.get(name, "") if data is not None else ""  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class AnsweredOption:
    """An option after grading: was it chosen, was it right, what is there to say."""

    option: Option
    chosen: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question after grading."""

    number: int
    result: Result
    options: tuple[AnsweredOption, ...]


def answered(score: Score) -> list[Answered]:
    """The graded questions for showing: the chosen and the right options with their feedback."""
    return [_answered(i, result) for i, result in enumerate(score.results, start=1)]


def _answered(number: int, result: Result) -> Answered:
    question, given = result.question, result.given
    if question.kind is Kind.ORDERING:
        by_id: Mapping[str, Option] = {option.id: option for option in question.options}
        shown = [by_id[option_id] for option_id in given] or list(question.options)
        options = tuple(
            AnsweredOption(o, True, o.place == place) for place, o in enumerate(shown, start=1)
        )
    else:
        options = tuple(AnsweredOption(o, o.id in given, o.correct) for o in question.options)
    return Answered(number, result, options)
