"""Filling in the product's forms as a browser does."""

from collections.abc import Mapping, Sequence

from courses.quiz import Kind, Question
from learners.study.models import Attempt
from tests.factories import right_answers


def as_form(
    questions: Sequence[Question], answers: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Answers (question id → option ids) as the fields of the page."""
    form: dict[str, list[str]] = {}
    for question in questions:
        given = answers.get(question.id, ())
        if question.kind is Kind.ORDERING:
            for place, option in enumerate(given, start=1):
                form[f"q-{question.id}-{option}"] = [str(place)]
        elif given:
            form[f"q-{question.id}"] = list(given)
    return form


def practice_form(questions: Sequence[Question], wrong: int = 0) -> dict[str, list[str]]:
    """A practice answered right, but for the first `wrong` questions."""
    answers = {}
    for place, question in enumerate(questions):
        right = list(question.right_answer)
        others = [option.id for option in question.options if option.id not in right]
        answers[question.id] = others[:1] if place < wrong else right
    return as_form(questions, answers)


def attempt_form(attempt: Attempt, wrong: int = 0) -> dict[str, list[str]]:
    """A course test answered right, but for the first `wrong` questions."""
    return as_form(questions_asked(attempt), right_answers(attempt, wrong))


def questions_asked(attempt: Attempt) -> list[Question]:
    """The questions of an attempt as they were asked."""
    return [Question.from_json(data) for data in attempt.questions]
