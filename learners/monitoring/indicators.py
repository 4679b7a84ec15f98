"""The numbers of the programme. One definition each: words, facts, count; nothing counts beside it.

The count by commune, the trend and the list of evidence come from the same queryset of facts, so
they cannot disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from learners.study.models import Enrolment, Proficiency
from learners.trainers.models import Appointment

# The programme's own documents say 15 to 60; with a bare birth year the age reached that year.
WORKING_AGE = (15, 60)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number with its words and its facts.

    `facts(day)` are the facts that hold at the end of `day`; `area` is their path to the place,
    `unit` the path to what is counted once.
    """

    code: str
    name: str
    definition: str
    facts: Callable[[date], QuerySet]
    area: str = "learner__commune_id"
    unit: str = "learner_id"

    def count_by_area(self, day: date) -> dict[str, int]:
        """Area code → value at the end of `day`: one grouped query."""
        grouped = self.facts(day).order_by().values_list(self.area)
        return dict(grouped.annotate(value=Count(self.unit, distinct=self.unit != "id")))


# A person whose records were merged is counted by the kept one. Who was erased goes on counting:
# what happened stays true, and yesterday counted again must give yesterday's number (`rights`).
_STANDING = {"learner__merged_into__isnull": True}


def _end(day: date) -> datetime:
    """The first moment after `day` in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _begun(day: date) -> QuerySet:
    return Enrolment.objects.filter(started_at__lt=_end(day), **_STANDING)


def _finished(day: date) -> QuerySet:
    return Enrolment.objects.filter(completed_at__lt=_end(day), **_STANDING)


def _proficient(day: date) -> QuerySet:
    youngest, oldest = WORKING_AGE
    return Proficiency.objects.filter(
        assessed_on__lte=day,
        learner__birth_year__gte=day.year - oldest,
        learner__birth_year__lte=day.year - youngest,
        **_STANDING,
    )


def _appointed(tier: str) -> Callable[[date], QuerySet]:
    """One person, one count: whoever is appointed twice counts where the newest decision says.

    Who is suspended on a day is not counted on it (`Appointment.active_on`): the goal counts people
    who teach. A suspension is a dated fact, so a day counted again gives the same number.
    """

    def facts(day: date) -> QuerySet:
        valid = Appointment.objects.active_on(day).filter(tier=tier, **_STANDING)
        newer = valid.filter(learner=OuterRef("learner"), valid_from__gt=OuterRef("valid_from"))
        return valid.filter(~Exists(newer))

    return facts


ATTENDANCES = Indicator(
    "attendances",
    "Lượt tham gia",
    "Mỗi người học xong bài đầu tiên của một khóa là một lượt. "
    "Một người học nhiều khóa là nhiều lượt.",
    _begun,
    unit="id",
)
PARTICIPANTS = Indicator(
    "participants",
    "Người tham gia",
    "Số người đã học xong ít nhất một bài. Mỗi người đếm một lần, dù học bao nhiêu khóa.",
    _begun,
)
FINISHERS = Indicator(
    "finishers",
    "Người hoàn thành",
    "Số người đã học xong ít nhất một khóa: đủ các bài và đạt bài cuối khóa. "
    "Mỗi người đếm một lần.",
    _finished,
)
PROFICIENT = Indicator(
    "proficient",
    "Người thành thạo",
    "Số người trong độ tuổi lao động (15–60, tính theo năm sinh) đã được sát hạch đạt kỹ năng AI "
    "cơ bản. Mục tiêu của tỉnh đếm số này. Mỗi người đếm một lần, theo nơi ở.",
    _proficient,
)
CORE_TRAINERS = Indicator(
    "core_trainers",
    "Giảng viên nòng cốt",
    "Số người đang được công nhận là giảng viên nòng cốt, có quyết định còn hiệu lực. "
    "Không đếm người đang tạm ngừng.",
    _appointed(Appointment.Tier.CORE),
    area="area_id",
)
EXPERTS = Indicator(
    "experts",
    "Chuyên gia cấp tỉnh",
    "Số người đang được công nhận là chuyên gia cấp tỉnh, có quyết định còn hiệu lực. "
    "Không đếm người đang tạm ngừng.",
    _appointed(Appointment.Tier.EXPERT),
    area="area_id",
)

# The four named numbers, never mixed; and the trainers by tier.
FOUR = (ATTENDANCES, PARTICIPANTS, FINISHERS, PROFICIENT)
INDICATORS = (*FOUR, CORE_TRAINERS, EXPERTS)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
