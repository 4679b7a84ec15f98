"""What writes goals and divides them among communes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from learners.monitoring.indicators import CORE_TRAINERS, EXPERTS, PROFICIENT, all_indicators
from learners.monitoring.models import Goal, GoalShare, OpeningBalance
from lms.core import audit, figures
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import PROVINCE_CODE, Area, AreaFigure, Organisation, User
from lms.core.numbers import show_number

_PROGRAMME = (
    "Mục tiêu của chương trình Bình dân học AI tỉnh Thái Nguyên (số quyết định: đang cập nhật)"
)
_DEADLINE = date(2025, 12, 31)
_NOT_YOURS = "Mục tiêu do cán bộ tỉnh ghi. Hãy gửi số liệu và căn cứ cho cán bộ tỉnh."


ONE_OF_THEM = (
    "Mục tiêu là của một địa bàn, hoặc của một cơ quan, đơn vị. Hãy chọn đúng một trong hai; "
    "chọn cơ quan thì để địa bàn ở “Không theo địa bàn”."
)


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What is told about a goal."""

    indicator: str
    title: str
    number: int
    deadline: date
    area: Area | None
    source: str
    lead: str = ""
    responsible: str = ""
    organisation: Organisation | None = None


@transaction.atomic
def save_goal(*, facts: GoalFacts, goal: Goal | None, actor: User) -> Goal:
    """A new goal, or one set right; shares that no longer add up to it are taken away.

    Raises DomainError when it is not for `actor`, when its number or base is missing, when it is
    of no place and no organisation or of both, when the number counts nobody of an organisation,
    or when there is one of this indicator, place or organisation, and deadline already.
    """
    _check_province(actor)
    _check_facts(facts)
    goal = Goal.objects.select_for_update().get(pk=goal.pk) if goal else Goal()
    for name in ("indicator", "title", "number", "deadline", "area", "organisation", "source"):
        setattr(goal, name, getattr(facts, name))
    goal.lead, goal.responsible = clean_text(facts.lead), clean_text(facts.responsible)
    try:
        with transaction.atomic():
            goal.save()
    except IntegrityError as error:
        raise DomainError(
            "Đã có một mục tiêu của chỉ số này, cùng địa bàn hoặc cùng cơ quan, và cùng hạn. "
            "Hãy sửa mục tiêu ấy."
        ) from error
    if goal.organisation or sum(goal.shares.values_list("number", flat=True)) != goal.number:
        goal.shares.all().delete()
    audit.record(
        actor=actor,
        action="monitoring.save_goal",
        target=goal,
        number=goal.number,
        deadline=goal.deadline.isoformat(),
    )
    return goal


def _check_facts(facts: GoalFacts) -> None:
    """Raises DomainError for what cannot be a goal."""
    counted = {one.code: one for one in all_indicators()}.get(facts.indicator)
    if counted is None:
        raise DomainError("Hãy chọn chỉ số mà mục tiêu đếm.")
    if bool(facts.area) == bool(facts.organisation):
        raise DomainError(ONE_OF_THEM)
    if facts.organisation and not counted.person:
        raise DomainError(
            f"“{counted.name}” đếm theo nơi học, không theo nơi làm việc, nên không giao được cho "
            "một cơ quan, đơn vị. Hãy chọn chỉ số đếm người, hoặc chọn địa bàn."
        )
    if facts.number < 1:
        raise DomainError("Chỉ tiêu phải từ 1 trở lên.")
    if not clean_text(facts.source):
        raise DomainError("Hãy ghi căn cứ: số, ngày và cơ quan ra văn bản giao mục tiêu.")


def shares_by_people(goal: Goal) -> dict[str, int]:
    """The goal divided in proportion to the published people of working age of each commune.

    Raises DomainError while the figure of any commune is missing: nothing is guessed.
    """
    known = {code: row.value for code, row in figures.latest(AreaFigure.Kind.WORKING_AGE).items()}
    missing = [str(area) for area in Area.objects.communes() if not known.get(area.pk)]
    if missing:
        raise DomainError(
            f"Chưa có dân số trong độ tuổi lao động của {len(missing)} xã, phường "
            f"(đầu tiên: {missing[0]}). Hãy nạp ở trang Dân số, hoặc nhập chỉ tiêu bằng tay."
        )
    return divide(number=goal.number, weights=known)


def shares_evenly(goal: Goal) -> dict[str, int]:
    """The goal divided into equal parts, to the last one."""
    return divide(number=goal.number, weights={area.pk: 1 for area in Area.objects.communes()})


def shares_by_hand(text: str, *, day: date) -> dict[str, int]:
    """Lines of a code or name and a number; raises DomainError naming every line that is none."""
    lines = figures.understand(figures.split_table(text), as_of=day, source="nhập tay")
    problems = [f"Dòng {line.number}: {line.problem}" for line in lines if line.problem]
    if problems:
        raise DomainError(" ".join(problems[:5]))
    return {line.area.pk: line.value for line in lines if line.area and line.value is not None}


def _check_province(actor: User) -> None:
    if not scope_of(actor).keeps_province:
        raise DomainError(_NOT_YOURS)


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
            area=province,
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
    if actor:
        _check_province(actor)
    goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)  # two divisions wait
    if goal.organisation_id:
        raise DomainError("Mục tiêu của một cơ quan, đơn vị không chia cho các xã, phường.")
    total = sum(shares.values())
    if total != goal.number:
        raise DomainError(
            f"Tổng chỉ tiêu các xã, phường là {show_number(total)}, còn mục tiêu là "
            f"{show_number(goal.number)}. Hãy sửa bảng cho khớp."
        )
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
