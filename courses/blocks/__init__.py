"""What a lesson is made of. `LessonBody` is the ONE list of block types."""

from typing import ClassVar

from wagtail.blocks import StreamBlock

from courses.blocks.media import PictureBlock
from courses.blocks.practice import QuestionBank, QuestionBlock
from courses.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    RememberBlock,
    SituationBlock,
    TextBlock,
    TryItBlock,
)


class LessonBody(StreamBlock):
    """The body of a lesson, block after block."""

    text = TextBlock()
    heading = HeadingBlock()
    picture = PictureBlock()
    situation = SituationBlock()
    try_it = TryItBlock()
    callout = CalloutBlock()
    remember = RememberBlock()

    class Meta:
        # A lesson has one story, one thing to try, one summary.
        block_counts: ClassVar[dict[str, dict[str, int]]] = {
            "situation": {"min_num": 1, "max_num": 1},
            "try_it": {"min_num": 1, "max_num": 1},
            "remember": {"max_num": 1},
        }


__all__ = ["LessonBody", "QuestionBank", "QuestionBlock"]
