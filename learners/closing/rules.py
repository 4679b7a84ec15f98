"""Who has finished a class and who misses what. Pure: numbers in, words out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked: a share of the sessions held (per cent), tasks done, the course test."""

    percent_there: int
    tasks_needed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has done: sessions there of those held, tasks, the course test."""

    there: int
    held: int
    tasks: int
    passed: bool


def sessions_needed(rule: Rule, held: int) -> int:
    """How many of `held` sessions are enough: the share, rounded up; none held, none can be."""
    return max(1, -(-held * rule.percent_there // 100))


def attended(rule: Rule, standing: Standing) -> bool:
    """Whether they were there often enough: what a giấy xác nhận tham gia says."""
    return standing.there >= sessions_needed(rule, standing.held)


def missing(rule: Rule, standing: Standing) -> list[str]:
    """What is still missing to have finished, in words; nothing when they have."""
    found = []
    if not attended(rule, standing):
        needed = sessions_needed(rule, standing.held)
        found.append(f"có mặt {standing.there}/{standing.held} buổi, cần {needed}")
    if not standing.passed:
        found.append("chưa đạt bài cuối khóa")
    if standing.tasks < rule.tasks_needed:
        found.append(f"làm được {standing.tasks}/{rule.tasks_needed} việc thực hành")
    return found


def words(rule: Rule) -> list[str]:
    """The rule, a sentence a condition."""
    return [
        f"Có mặt ít nhất {rule.percent_there} % số buổi đã học.",
        "Đạt bài cuối khóa, làm trên máy hoặc trên giấy.",
        f"Làm được ít nhất {rule.tasks_needed} việc thực hành của khóa.",
    ]
