"""The six that must be clear of a task ("6 rõ"), and what is missing, in words. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Six:
    """What is known of a task, as far as the six ask for it."""

    person: bool
    measured: bool  # it has at least one indicator: what is to be done can be told from done
    timed: bool  # a deadline, or work that never ends
    lead: bool
    product: bool
    authority: bool


@dataclass(frozen=True, slots=True)
class Clear:
    """One of the six: its code in addresses, its name, and what to say when it is missing."""

    code: str
    name: str
    is_met: bool
    missing: str


# Code → name, the fact of `Six` that meets it, what is said of it while it is missing.
SIX: dict[str, tuple[str, str, str]] = {
    "nguoi": ("Rõ người", "person", "chưa ghi người phụ trách"),
    "viec": ("Rõ việc", "measured", "chưa có chỉ tiêu nào để đo"),
    "thoi-gian": ("Rõ thời gian", "timed", "chưa ghi thời hạn, cũng chưa ghi là thường xuyên"),
    "trach-nhiem": ("Rõ trách nhiệm", "lead", "chưa ghi cơ quan chủ trì"),
    "san-pham": ("Rõ sản phẩm", "product", "chưa ghi sản phẩm phải có"),
    "tham-quyen": ("Rõ thẩm quyền", "authority", "chưa ghi cấp nào quyết định"),
}


def look_at(six: Six) -> tuple[Clear, ...]:
    """All six in their order."""
    return tuple(
        Clear(code, name, getattr(six, fact), missing)
        for code, (name, fact, missing) in SIX.items()
    )


def missing_of(six: Six) -> tuple[str, ...]:
    """The codes of those that are not met."""
    return tuple(clear.code for clear in look_at(six) if not clear.is_met)
