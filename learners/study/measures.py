"""What somebody learnt as numbers: for rules that are data."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from learners.study.models import Enrolment, Proficiency
from lms.core.measuring import Measure

# The numbers of the starter curriculum.
COURSES = range(1, 9)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def finished_between(start: date | None, end: date, path: str = "") -> Q:
    """Enrolments completed from `start` to `end`, both included; `path` leads to them."""
    found = Q(**{f"{path}completed_at__lt": _moment(end + timedelta(days=1))})
    return found & Q(**{f"{path}completed_at__gte": _moment(start)}) if start else found


def _proficient(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """1 for whoever was found proficient by the last day; it does not end."""
    found = Proficiency.objects.filter(learner__in=ids, assessed_on__lte=end)
    return dict.fromkeys(found.values_list("learner", flat=True), 1)


def _courses(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    found = Enrolment.objects.filter(finished_between(start, end), learner__in=ids)
    return dict(found.order_by().values_list("learner").annotate(Count("course", distinct=True)))


def _course(number: int) -> Callable[[Sequence[int], date | None, date], dict[int, float]]:
    def finished(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
        found = Enrolment.objects.filter(
            finished_between(start, end), learner__in=ids, course__number=number
        )
        return dict.fromkeys(found.values_list("learner", flat=True), 1)

    return finished


MEASURES = (
    Measure("proficient", "Đạt kỹ năng AI cơ bản", _proficient),
    Measure("courses_finished", "Số khóa học xong", _courses),
    *(Measure(f"course_{n}", f"Học xong khóa {n}", _course(n)) for n in COURSES),
)
