"""The national movement's five indicators, as far as the register knows them.

Plan 01-KH/BCĐTW of 2025-03-21 ("Bình dân học vụ số") names five shares: officials, pupils and
students, adults, adults confirmed on VNeID, and workers of enterprises with digital skills. The
register knows who finished a course and what it holds of workplace and ID; what it does not know
is said, never guessed.

Adults are an indicator like all others: counted each day, proved in the night. The three of
`AS_IT_STANDS` have a definition, a version, a count by place and evidence; but no daily count,
since of a workplace and of an ID that was seen the register keeps no days: a past day counted
again would give another number than was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from learners.monitoring.cutting import KEPT
from learners.monitoring.indicator import FROM_THE_START, Indicator
from learners.monitoring.indicators import ADULTS, FINISHERS, all_indicators
from learners.monitoring.selectors import day_asked, last_count, shown_day
from learners.people.models import Learner
from lms.core.models import Organisation

_TODAY = "Tính theo sổ hôm nay: nơi làm việc và việc xác thực không ghi theo ngày."


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five: its name in the plan, and how it is counted or why it is not."""

    name: str
    indicator: Indicator | None
    why_not: str = ""

    @property
    def words(self) -> str:
        """How it is counted, or why it is not."""
        return self.indicator.definition if self.indicator else self.why_not


def _as_it_stands(
    code: str, name: str, definition: str, of: Indicator, held: Mapping[str, Any]
) -> Indicator:
    """The people of `of` of whom the register holds this today, whatever day is asked."""

    def whose(day: date, path: str) -> Q:
        return of.whose(day, path) & Q(**{f"{path}{name}": value for name, value in held.items()})

    return replace(
        FINISHERS,
        code=code,
        name=name,
        definition=f"{definition} Mỗi người đếm một lần. {_TODAY}",
        whose=whose,
        version="1",
        since=FROM_THE_START,
        change="",
        earlier=(),
    )


OFFICIALS = _as_it_stands(
    "movement_officials",
    "Cán bộ, công chức, viên chức có kỹ năng số",
    "Số người hoàn thành ít nhất một khóa, sổ ghi nơi làm việc là cơ quan nhà nước.",
    FINISHERS,
    {"organisation__kind": Organisation.Kind.AGENCY},
)
ON_VNEID = _as_it_stands(
    "movement_vneid",
    "Người trưởng thành được xác nhận trên VNeID",
    "Số người trưởng thành có kỹ năng số đã xác thực bằng VNeID khi ghi danh. "
    "Việc xác nhận kỹ năng ngay trên VNeID thì sổ không biết.",
    ADULTS,
    {"id_seen": Learner.IdSeen.VNEID},
)
WORKERS = _as_it_stands(
    "movement_workers",
    "Người lao động trong doanh nghiệp có kỹ năng số",
    "Số người hoàn thành ít nhất một khóa, sổ ghi nơi làm việc là doanh nghiệp, hợp tác xã.",
    FINISHERS,
    {"organisation__kind": Organisation.Kind.ENTERPRISE},
)
AS_IT_STANDS = (OFFICIALS, ON_VNEID, WORKERS)

LINES = (
    Line(OFFICIALS.name, OFFICIALS),
    Line(
        "Học sinh, sinh viên được trang bị kỹ năng số",
        None,
        "Sổ ghi trường học là nơi làm việc, không tách học sinh với giáo viên. "
        "Số này lấy ở ngành giáo dục.",
    ),
    Line(ADULTS.name, ADULTS),
    Line(ON_VNEID.name, ON_VNEID),
    Line(WORKERS.name, WORKERS),
)


def everything_listed() -> tuple[Indicator, ...]:
    """Whatever has a definition and can be opened down to its facts."""
    return (*all_indicators(), *AS_IT_STANDS)


def day_for(indicator: Indicator, word: str) -> date:
    """The day of an address; of what is counted as it stands there is only that of the pages."""
    return shown_day() if indicator in AS_IT_STANDS else day_asked(word)


def values_on(day: date) -> list[int | None]:
    """The value of each line in the whole province; None for what is not known."""
    return [
        line.indicator.value_of(line.indicator.facts(day)) if line.indicator else None
        for line in LINES
    ]


def lines_shown() -> tuple[date, list[tuple[Line, int | None]]]:
    """The day that pages show, and each line with its value; kept for a while."""
    day, counted_at = last_count()
    shown = day or shown_day()
    key = f"movement:{shown}:{counted_at.timestamp() if counted_at else 0}"
    values = cache.get_or_set(key, lambda: values_on(shown), KEPT) or []
    return shown, list(zip(LINES, values, strict=True))
