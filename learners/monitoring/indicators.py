"""The numbers of the programme. One definition each; nothing counts beside it.

A box above adds its own by a module `indicators` with a tuple `INDICATORS`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from learners.classes.models import Session, TrainingClass
from learners.closing.models import HoursCredit
from learners.monitoring import telling
from learners.monitoring.indicator import FROM_THE_START, Indicator, Version, end_of
from learners.monitoring.models import WorkingAge
from learners.monitoring.working_age import of_working_age
from learners.study.models import Enrolment, Proficiency
from learners.trainers.models import Appointment
from lms.core.boxes import modules_named


def standing(day: date, path: str) -> Q:
    """A person whose records were merged is counted by the kept one.

    Who was erased goes on counting: what happened stays true, and yesterday counted again must
    give yesterday's number (`rights`).
    """
    return Q(**{f"{path}merged_into__isnull": True})


# Since the register of trainers knows who is suspended; version 0.1.0 counted without it.
_SUSPENSIONS = date(2026, 11, 25)
# Since the words say what classes bring, as it was counted from the first class on.
_CLASSES_SAID = date(2026, 11, 30)
_ONLY_SAID = (
    "Bản trước chỉ nói tới người tự học, tuy vẫn đếm cả người học ở lớp. Nay chỉ sửa lời cho đúng; "
    "cách đếm không đổi, nên số trước và sau ngày này so được với nhau."
)
_ADULT = 18  # years


def _standing_of_age(day: date, path: str) -> Q:
    of_age = of_working_age(WorkingAge.kind_on(day), day, path.removesuffix("__"))
    return standing(day, path) & of_age


def _begun(day: date) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(started_at__lt=end_of(day))


def _finished(day: date) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(completed_at__lt=end_of(day))


def _proficient(day: date) -> QuerySet[Proficiency]:
    return Proficiency.objects.filter(assessed_on__lte=day)


def _appointed(tier: str) -> Callable[[date], QuerySet[Any]]:
    """One person, one count: whoever is appointed twice counts where the newest decision says.

    Since `_SUSPENSIONS` who is suspended on a day is not counted on it (`active_on`): the goal
    counts people who teach. A suspension is a dated fact, so a day counted again gives the same.
    """

    def facts(day: date) -> QuerySet[Appointment]:
        every = Appointment.objects
        held = every.active_on(day) if day >= _SUSPENSIONS else every.valid_on(day)
        valid = held.filter(standing(day, "learner__"), tier=tier)
        newer = valid.filter(learner=OuterRef("learner"), valid_from__gt=OuterRef("valid_from"))
        return valid.filter(~Exists(newer))

    return facts


def _grown_up(day: date, path: str) -> Q:
    """Standing, and 18 in the year of `day`, by the year of birth."""
    return standing(day, path) & Q(**{f"{path}birth_year__lte": day.year - _ADULT})


def _before_suspensions(who: str) -> tuple[Version, ...]:
    words = f"Số người đang được công nhận là {who}, có quyết định còn hiệu lực."
    return (Version("1", FROM_THE_START, words),)


def _opened(day: date) -> QuerySet[TrainingClass]:
    """Classes opened by the end of `day` and not cancelled by then."""
    end = end_of(day)
    cancelled = Q(state=TrainingClass.State.CANCELLED, ended_at__lt=end)
    return TrainingClass.objects.filter(~cancelled, opened_at__lt=end)


def _held(day: date) -> QuerySet[Session]:
    return Session.objects.filter(state=Session.State.HELD, starts_at__lt=end_of(day))


def _taught(day: date) -> QuerySet[HoursCredit]:
    return HoursCredit.objects.filter(
        standing(day, "learner__"),
        kind=HoursCredit.Kind.TAUGHT,
        session__starts_at__lt=end_of(day),
    )


def _said_since_classes(before: str) -> Mapping[str, Any]:
    """The second version of a number whose first words, `before`, were silent about classes."""
    return {
        "version": "2",
        "since": _CLASSES_SAID,
        "change": _ONLY_SAID,
        "earlier": (Version("1", FROM_THE_START, before),),
    }


ATTENDANCES = Indicator(
    "attendances",
    "Lượt tham gia",
    "Mỗi người vào học một khóa là một lượt: học xong bài đầu tiên của khóa, hoặc được điểm danh "
    "có mặt ở một lớp của khóa. Một người học nhiều khóa là nhiều lượt; đến nhiều buổi của cùng "
    "một khóa vẫn là một lượt.",
    _begun,
    whose=standing,
    unit="id",
    tell=telling.begun,
    related=("learner", "course"),
    **_said_since_classes(
        "Mỗi người học xong bài đầu tiên của một khóa là một lượt. "
        "Một người học nhiều khóa là nhiều lượt."
    ),
)
PARTICIPANTS = Indicator(
    "participants",
    "Người tham gia",
    "Số người đã học xong ít nhất một bài, hoặc được điểm danh có mặt ít nhất một buổi ở lớp. "
    "Mỗi người đếm một lần, dù học bao nhiêu khóa.",
    _begun,
    whose=standing,
    tell=telling.begun,
    related=("learner", "course"),
    **_said_since_classes(
        "Số người đã học xong ít nhất một bài. Mỗi người đếm một lần, dù học bao nhiêu khóa."
    ),
)
FINISHERS = Indicator(
    "finishers",
    "Người hoàn thành",
    "Số người đã hoàn thành ít nhất một khóa: tự học đủ các bài và đạt bài cuối khóa; hoặc học ở "
    "một lớp đã kết thúc và đạt quy định hoàn thành lớp, không nhất thiết tự học bài nào. "
    "Mỗi người đếm một lần.",
    _finished,
    whose=standing,
    tell=telling.finished,
    related=("learner", "course"),
    **_said_since_classes(
        "Số người đã học xong ít nhất một khóa: đủ các bài và đạt bài cuối khóa. "
        "Mỗi người đếm một lần."
    ),
)
PROFICIENT = Indicator(
    "proficient",
    "Người thành thạo",
    "Số người trong độ tuổi lao động đã được sát hạch đạt kỹ năng AI cơ bản. "
    "Mục tiêu của tỉnh đếm số này. Mỗi người đếm một lần, theo nơi ở.",
    _proficient,
    whose=_standing_of_age,
    tell=telling.proficient,
    related=("learner", "rule"),
    rule=WorkingAge.words_on,
)
CORE_TRAINERS = Indicator(
    "core_trainers",
    "Giảng viên nòng cốt",
    "Số người đang được công nhận là giảng viên nòng cốt, có quyết định còn hiệu lực. "
    "Không đếm người đang tạm ngừng.",
    _appointed(Appointment.Tier.CORE),
    area="area_id",
    tell=telling.appointed,
    related=("learner",),
    version="2",
    since=_SUSPENSIONS,
    change="Bản trước đếm cả người đang tạm ngừng.",
    earlier=_before_suspensions("giảng viên nòng cốt"),
)
EXPERTS = Indicator(
    "experts",
    "Chuyên gia cấp tỉnh",
    "Số người đang được công nhận là chuyên gia cấp tỉnh, có quyết định còn hiệu lực. "
    "Không đếm người đang tạm ngừng.",
    _appointed(Appointment.Tier.EXPERT),
    area="area_id",
    tell=telling.appointed,
    related=("learner",),
    version="2",
    since=_SUSPENSIONS,
    change="Bản trước đếm cả người đang tạm ngừng.",
    earlier=_before_suspensions("chuyên gia cấp tỉnh"),
)
CLASSES = Indicator(
    "classes",
    "Lớp đã mở",
    "Số lớp đã mở, theo nơi học. Không đếm lớp đã hủy.",
    _opened,
    person="",
    area="commune_id",
    of_class="pk",
    unit="id",
    tell=telling.opened,
    related=("course",),
)
SESSIONS = Indicator(
    "sessions",
    "Buổi đã học",
    "Số buổi đã có người đến học, theo nơi học.",
    _held,
    person="",
    area="training_class__commune_id",
    of_class="training_class",
    unit="id",
    tell=telling.held,
    related=("training_class__course",),
)
HOURS = Indicator(
    "minutes",
    "Số phút dạy",
    "Số phút dạy đã ghi nhận cho giảng viên khi lớp kết thúc, theo nơi học; 60 phút là một giờ. "
    "Hai người dạy chung một buổi thì tính phút của cả hai.",
    _taught,
    area="session__training_class__commune_id",
    of_class="session__training_class",
    minutes="minutes",
    tell=telling.taught,
    related=("learner", "session__training_class"),
)
# One of the national movement's five; the others stand in `movement`.
ADULTS = Indicator(
    "movement_adults",
    "Người trưởng thành có kỹ năng số",
    "Số người từ 18 tuổi, tính theo năm sinh, đã hoàn thành ít nhất một khóa. "
    "Mỗi người đếm một lần, theo nơi ở.",
    _finished,
    whose=_grown_up,
    tell=telling.finished,
    related=("learner", "course"),
)

# The four named numbers, never mixed; the trainers by tier; and what classes come to.
FOUR = (ATTENDANCES, PARTICIPANTS, FINISHERS, PROFICIENT)
INDICATORS = (*FOUR, CORE_TRAINERS, EXPERTS, CLASSES, SESSIONS, HOURS, ADULTS)


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every number of the house, lowest box first. Two of one code are a mistake."""
    found = tuple(one for box in modules_named("indicators") for one in box.INDICATORS)
    codes = [one.code for one in found]
    if len(set(codes)) < len(codes):
        raise ValueError(f"an indicator is defined twice: {sorted(codes)}")
    return found


def beside_the_four() -> list[Indicator]:
    """Trainers, classes, papers: what pages show below the four numbers."""
    return [one for one in all_indicators() if one not in FOUR and one is not ADULTS]


def by_code(code: str) -> Indicator:
    """The indicator of this code; KeyError when there is none."""
    return {one.code: one for one in all_indicators()}[code]
