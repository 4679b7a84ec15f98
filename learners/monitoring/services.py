"""What writes counts, goals and carried-over totals."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from learners.monitoring.indicators import (
    CORE_TRAINERS,
    EXPERTS,
    INDICATORS,
    PROFICIENT,
    Indicator,
)
from learners.monitoring.models import CountedDay, DailyCount, Goal, GoalShare, OpeningBalance
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE, Area, User

_PROGRAMME = (
    "Mục tiêu của chương trình Bình dân học AI tỉnh Thái Nguyên (số quyết định: đang cập nhật)"
)
_DEADLINE = date(2025, 12, 31)


def refresh_counts(*, day: date) -> int:
    """Count every indicator for `day` from the facts, one grouped query each.

    Writes only what differs, so running it again, twice at once, or after being killed ends in
    the same rows. Returns how many values changed.
    """
    codes = list(Area.objects.values_list("pk", flat=True))
    started = timezone.now()
    changed = sum(_refresh(indicator, day, codes) for indicator in INDICATORS)
    CountedDay.objects.update_or_create(day=day, defaults={"counted_at": started})
    return changed


def _refresh(indicator: Indicator, day: date, codes: list[str]) -> int:
    counted, code = indicator.count_by_area(day), indicator.code
    shown = dict(DailyCount.objects.filter(day=day, indicator=code).values_list("area_id", "value"))
    changed = [
        DailyCount(day=day, area_id=area, indicator=code, value=counted.get(area, 0))
        for area in codes
        if shown.get(area) != counted.get(area, 0)
    ]
    DailyCount.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["day", "indicator", "area"],
        update_fields=["value"],
    )
    return len(changed)


def refresh_days(*, last: date, days: int) -> None:
    """Count the `days` days that end with `last`, oldest first."""
    for back in range(days - 1, -1, -1):
        refresh_counts(day=last - timedelta(days=back))


@transaction.atomic
def load_goals() -> None:
    """The programme's three goals as it set them, and the total reported before the register.

    Running again changes nothing an operator changed.
    """
    province = Area.objects.get(pk=PROVINCE_CODE)
    for indicator, title, number in (
        (EXPERTS, "Chuyên gia cấp tỉnh", 30),
        (CORE_TRAINERS, "Giảng viên nòng cốt", 3_000),
        (PROFICIENT, "Người thành thạo kỹ năng AI cơ bản", 500_000),
    ):
        Goal.objects.get_or_create(
            indicator=indicator.code,
            defaults={
                "title": title,
                "number": number,
                "deadline": _DEADLINE,
                "source": _PROGRAMME,
            },
        )
    OpeningBalance.objects.get_or_create(
        area=province,
        source="Chương trình báo cáo trước khi có sổ đăng ký này",
        defaults={
            "title": "Lượt học đã báo cáo kỳ trước",
            "number": 350_845,
            "unit": OpeningBalance.Unit.ATTENDANCES,
            "evidence": "Chưa có danh sách kèm theo; coi là lượt, chưa đối soát với từng người.",
        },
    )


@transaction.atomic
def set_shares(*, goal: Goal, shares: Mapping[str, int], rule: str, actor: User | None) -> None:
    """Divide a goal among communes (area code → number).

    Raises DomainError, and changes nothing, when the sum is not the goal.
    """
    goal = Goal.objects.select_for_update().get(pk=goal.pk)  # two divisions wait for each other
    total = sum(shares.values())
    if total != goal.number:
        raise DomainError(f"Tổng chỉ tiêu các xã là {total}, khác mục tiêu {goal.number}.")
    goal.shares.all().delete()
    GoalShare.objects.bulk_create(
        GoalShare(goal=goal, area_id=code, number=number) for code, number in shares.items()
    )
    goal.share_rule = rule
    goal.save(update_fields=["share_rule"])
    audit.record(actor=actor, action="monitoring.set_shares", target=goal, rule=rule)


def divide(*, number: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide `number` in proportion to `weights`, by the largest remainder; the sum is exact."""
    total = sum(weights.values())
    parts = {code: number * weight // total for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (-(number * weights[code] % total), code))
    for code in by_remainder[: number - sum(parts.values())]:
        parts[code] += 1
    return parts
