"""Tries at a test: the questions as they were asked, the answers as they were given, how often."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.quiz import Answers, Question, Score


def asked(stored: Iterable[Mapping[str, Any]]) -> list[Question]:
    """The questions of a try as they were asked; `stored` is what the row holds."""
    return [Question.from_json(data) for data in stored]


def given(score: Score) -> dict[str, list[str]]:
    """The answers of a graded try, as the row holds them."""
    return {result.question.id: list(result.given) for result in score.results}


def in_words(stored: Iterable[Mapping[str, Any]], answers: Answers | None) -> str:
    """Each question with what was answered, as it was asked; empty while it is not answered."""
    said = []
    for question in stored if answers else ():
        texts = {option["id"]: option["text"] for option in question["options"]}
        chosen = (answers or {}).get(question["id"], [])
        words = "; ".join(texts.get(option, option) for option in chosen) or "không trả lời"
        said.append(f"{question['text']} → {words}")
    return " | ".join(said)


def used_up(*, tries: int, hours: int, moment: datetime) -> str:
    """A sentence for who has used all their tries: when they may go on."""
    when = timezone.localtime(moment)
    return (
        f"Bạn đã làm {tries} lần trong {hours} giờ. "
        f"Mời bạn xem lại các bài rồi làm tiếp từ {when:%H:%M} ngày {when:%d/%m/%Y}."
    )
