"""Questions, for practice in a lesson and for the bank of a course test."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    StructValue,
    TextBlock,
)

from courses.quiz import Kind, Option, Question, what_is_wrong

KIND_LABELS = [
    (Kind.SINGLE, "chọn một"),
    (Kind.MULTIPLE, "chọn nhiều"),
    (Kind.TRUE_FALSE, "đúng hay sai"),
    (Kind.ORDERING, "xếp thứ tự"),
]


class OptionBlock(StructBlock):
    """One option, or one step of an ordering in its right place."""

    text = CharBlock(label="Lựa chọn", max_length=300)
    correct = BooleanBlock(label="Đúng", required=False)
    feedback = CharBlock(label="Lời đáp", required=False, max_length=400)


class QuestionBlock(StructBlock):
    """A question with feedback for each answer."""

    kind = ChoiceBlock(label="Kiểu", choices=KIND_LABELS)
    text = CharBlock(label="Câu hỏi", max_length=400)
    options = ListBlock(OptionBlock(), label="Lựa chọn (xếp thứ tự: viết theo thứ tự đúng)")
    explanation = TextBlock(label="Giải thích", required=False, rows=2)

    class Meta:
        label = "Câu hỏi"
        icon = "help"
        template = "courses/blocks/question.html"
        description = "Một câu hỏi có lời đáp cho từng lựa chọn."

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if problem := what_is_wrong(cleaned["kind"], [o["correct"] for o in cleaned["options"]]):
            raise ValidationError(problem)
        return cleaned


class QuestionBank(StreamBlock):
    """Any number of questions."""

    question = QuestionBlock()


def questions_of(stream: StreamValue) -> list[Question]:
    """The questions an author wrote, as plain data; ids are the blocks' own and never change."""
    return [_question(child.id, child.value) for child in stream]


def _question(block_id: str, value: Any) -> Question:
    ordered = value["kind"] == Kind.ORDERING
    options = tuple(
        Option(
            id=item.id,
            text=item.value["text"],
            correct=not ordered and bool(item.value["correct"]),
            feedback=item.value["feedback"],
            place=place if ordered else 0,
        )
        for place, item in enumerate(value["options"].bound_blocks, start=1)
    )
    return Question(block_id, Kind(value["kind"]), value["text"], options, value["explanation"])
