"""What the register of trainers itself can count: for the rules."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min

from learners.trainers.models import Appointment, Tier, TrainerFile, Trial
from learners.trainers.states import IN_FORCE
from lms.core.measuring import Measure


def _trials_passed(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    found = Trial.objects.filter(file__learner__in=ids, passed=True, held_on__lte=end)
    if start:
        found = found.filter(held_on__gte=start)
    return dict(found.order_by().values_list("file__learner").annotate(Count("pk")))


def _months_as_core(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """Whole months since the first day as a core trainer; the period does not matter."""
    own = Appointment.objects.filter(learner__in=ids, tier=Tier.CORE, valid_from__lte=end)
    first = own.order_by().values_list("learner").annotate(Min("valid_from"))
    return {pk: _months_between(day, end) for pk, day in first}


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _core_coached(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """How many core trainers in force somebody trained; the period does not matter."""
    found = TrainerFile.objects.filter(trained_by__in=ids, tier=Tier.CORE, state__in=IN_FORCE)
    return dict(found.order_by().values_list("trained_by").annotate(Count("pk")))


MEASURES = (
    Measure("trial_passed", "Số buổi giảng thử đạt", _trials_passed),
    Measure("months_as_core", "Số tháng từ khi là giảng viên nòng cốt", _months_as_core),
    Measure("core_coached", "Số giảng viên nòng cốt đã kèm", _core_coached),
)
