"""What may be written of a task and of what measures it; said in a sentence where it may not."""

from dataclasses import dataclass
from decimal import Decimal

from learners.resolution.facts import HEADINGS, TEXTS, TaskFacts
from learners.resolution.feeds import feed_name
from learners.resolution.models import LONGEST_TITLE, ResolutionTask, TaskIndicator
from lms.core.errors import DomainError
from lms.core.identity import fold

_MEASURE_HEADINGS = {
    "name": "Tên chỉ tiêu",
    "unit": "Đơn vị tính",
    "period": "Kỳ",
    "formula": "Cách tính, nguồn",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What an indicator of a task says; `feed` is the code of a number of the platform."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    period: str = ""
    formula: str = ""
    feed: str = ""


def check_facts(facts: TaskFacts) -> None:
    """Raises DomainError when a task may not say this."""
    if not facts.number:
        raise DomainError("Hãy ghi số nhiệm vụ, ví dụ 12 hoặc 3.1.")
    if not facts.title:
        raise DomainError("Hãy ghi nội dung nhiệm vụ.")
    for name in TEXTS:
        _check_length(HEADINGS[name], getattr(facts, name), ResolutionTask, name)
    if len(names_as_text(facts)) > LONGEST_TITLE:
        raise DomainError(
            f"Tên các cơ quan phối hợp dài quá {LONGEST_TITLE} chữ. Hãy viết gọn lại."
        )
    if facts.lead in facts.others:
        raise DomainError("Cơ quan chủ trì không ghi lại ở phần phối hợp. Hãy bỏ một chỗ.")


def names_as_text(facts: TaskFacts) -> str:
    """The agencies that take part and are not on the register, as the column keeps them."""
    return "; ".join(one.name for one in facts.others if not one.pk)


def check_measure(measure: Measure, others: list[tuple[str, str]]) -> None:
    """Raises DomainError when an indicator may not stand beside these `others` (name, feed)."""
    name = fold(measure.name)
    if not name:
        raise DomainError("Hãy ghi tên chỉ tiêu.")
    if any(fold(other) == name for other, _ in others):
        raise DomainError("Nhiệm vụ này đã có chỉ tiêu tên như vậy. Hãy sửa chỉ tiêu ấy.")
    if measure.feed and not feed_name(measure.feed):
        raise DomainError("Hệ thống không đếm số này. Hãy chọn số khác.")
    if measure.feed and measure.feed in [feed for _, feed in others]:
        raise DomainError("Một chỉ tiêu khác của nhiệm vụ đã lấy số này. Hãy chọn số khác.")
    for field in _MEASURE_HEADINGS:
        _check_length(_MEASURE_HEADINGS[field], getattr(measure, field), TaskIndicator, field)


def _check_length(
    heading: str, text: str, model: type[ResolutionTask] | type[TaskIndicator], field: str
) -> None:
    most = getattr(model._meta.get_field(field), "max_length", None)
    if most and len(text) > most:
        raise DomainError(f"{heading} dài quá {most} chữ. Hãy viết gọn lại.")
