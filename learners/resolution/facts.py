"""What is written of a task, as a form and a sheet say it; and what differs, in words. Pure."""

from dataclasses import dataclass, field, fields
from typing import Any

from learners.resolution.deadlines import Deadline
from lms.core.identity import fold

UNKNOWN_AGENCY = "chưa có trong sổ cơ quan"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by its name, and its row in the register of organisations if it has one."""

    name: str
    pk: int | None = None

    @property
    def words(self) -> str:
        """The name, and that nobody keeps it, so that a link that is made later shows as one."""
        return self.name if self.pk else f"{self.name} ({UNKNOWN_AGENCY})"


def by_name(agency: Agency) -> tuple[bool, str]:
    """The order agencies stand in: those of the register first, each by the alphabet."""
    return agency.pk is None, fold(agency.name)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """All that is written of one task; an empty fact is not known."""

    number: str = ""
    objective: str = ""  # its number
    title: str = ""
    lead: Agency | None = None
    others: tuple[Agency, ...] = ()
    person: str = ""
    post: str = ""
    deadline: Deadline = field(default_factory=Deadline)
    product: str = ""
    legal_base: str = ""
    authority: str = ""
    is_central: bool = False


HEADINGS = {
    "number": "Số nhiệm vụ",
    "objective": "Mục tiêu số",
    "title": "Nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "others": "Cơ quan phối hợp",
    "person": "Người phụ trách",
    "post": "Chức vụ",
    "deadline": "Thời hạn",
    "product": "Sản phẩm",
    "legal_base": "Căn cứ",
    "authority": "Thẩm quyền",
    "is_central": "Do Trung ương giao",
}
TEXTS = ("number", "title", "person", "post", "product", "legal_base", "authority")
Differences = dict[str, list[str]]


def in_words(name: str, value: Any) -> str:
    """A fact as people read it."""
    if name == "others":
        return "; ".join(agency.words for agency in value)
    if name == "is_central":
        return "có" if value else "không"
    return str(getattr(value, "words", value) or "")


def differences(before: TaskFacts | None, after: TaskFacts) -> Differences:
    """Heading → [before, after] of what differs; for a new task all that is known."""
    before = before or TaskFacts()
    pairs = (
        (one.name, in_words(one.name, getattr(before, one.name)), getattr(after, one.name))
        for one in fields(TaskFacts)
    )
    return {
        HEADINGS[name]: [old, new]
        for name, old, value in pairs
        if (new := in_words(name, value)) != old
    }
