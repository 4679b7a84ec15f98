"""The national movement's five indicators, as far as the register knows them.

Plan 01-KH/BCĐTW of 2025-03-21 ("Bình dân học vụ số") names five shares: officials, pupils and
students, adults, adults confirmed on VNeID, and workers of enterprises with digital skills. The
register knows who finished a course and what it holds of workplace and ID; what it does not know
is said, never guessed. Counted when asked, by the workplace and the ID as they stand today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from learners.monitoring.cutting import KEPT
from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import FINISHERS
from learners.monitoring.selectors import last_count, shown_day
from learners.people.models import Learner
from lms.core.models import Organisation

_ADULT = 18


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five: its words, how it is counted, and what has to be known about it."""

    name: str
    indicator: Indicator | None
    note: str


def _whose(condition: Callable[[date], Q]) -> Callable[[date], QuerySet[Any]]:
    def facts(day: date) -> QuerySet[Any]:
        return FINISHERS.facts(day).filter(condition(day))

    return facts


def _adults(day: date) -> Q:
    return Q(learner__birth_year__lte=day.year - _ADULT)


def _at(kind: str) -> Callable[[date], Q]:
    return lambda day: Q(learner__organisation__kind=kind)


def _count(code: str, name: str, condition: Callable[[date], Q]) -> Indicator:
    return Indicator(code, name, "", _whose(condition))


LINES = (
    Line(
        "Cán bộ, công chức, viên chức có kỹ năng số",
        _count("movement_officials", "Cán bộ", _at(Organisation.Kind.AGENCY)),
        "Người hoàn thành ít nhất một khóa, sổ ghi nơi làm việc là cơ quan nhà nước.",
    ),
    Line(
        "Học sinh, sinh viên được trang bị kỹ năng số",
        None,
        "Sổ ghi trường học là nơi làm việc, không tách học sinh với giáo viên. "
        "Số này lấy ở ngành giáo dục.",
    ),
    Line(
        "Người trưởng thành có kỹ năng số",
        _count("movement_adults", "Người trưởng thành", _adults),
        "Người hoàn thành ít nhất một khóa, từ 18 tuổi tính theo năm sinh.",
    ),
    Line(
        "Người trưởng thành được xác nhận trên VNeID",
        _count(
            "movement_vneid",
            "Xác nhận trên VNeID",
            lambda day: _adults(day) & Q(learner__id_seen=Learner.IdSeen.VNEID),
        ),
        "Trong số trên, người đã xác thực bằng VNeID khi ghi danh. "
        "Việc xác nhận kỹ năng ngay trên VNeID thì sổ không biết.",
    ),
    Line(
        "Người lao động trong doanh nghiệp có kỹ năng số",
        _count("movement_workers", "Người lao động", _at(Organisation.Kind.ENTERPRISE)),
        "Người hoàn thành ít nhất một khóa, sổ ghi nơi làm việc là doanh nghiệp, hợp tác xã.",
    ),
)


def values_on(day: date) -> list[int | None]:
    """The value of each line in the whole province; None for what is not known."""
    return [
        line.indicator.value_of(line.indicator.facts(day)) if line.indicator else None
        for line in LINES
    ]


def lines_shown() -> tuple[date, list[tuple[str, int | None, str]]]:
    """The day that pages show, and of each line its words, value and note; kept for a while."""
    day, counted_at = last_count()
    shown = day or shown_day()
    key = f"movement:{shown}:{counted_at.timestamp() if counted_at else 0}"
    values = cache.get_or_set(key, lambda: values_on(shown), KEPT) or []
    return shown, [(line.name, value, line.note) for line, value in zip(LINES, values, strict=True)]
