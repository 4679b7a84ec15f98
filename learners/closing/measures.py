"""The hours credited to people for their work in classes: for rules, and for their own page."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.utils import timezone

from learners.closing.models import HoursCredit
from lms.core.measuring import Measure
from lms.core.numbers import tenths

Kind = HoursCredit.Kind


def _hours(kind: str) -> Callable[[Sequence[int], date | None, date], dict[int, float]]:
    def credited(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
        found = HoursCredit.objects.filter(
            learner__in=ids, kind=kind, session__starts_at__lt=_midnight(end + timedelta(days=1))
        )
        if start:
            found = found.filter(session__starts_at__gte=_midnight(start))
        minutes = dict(found.order_by().values_list("learner").annotate(Sum("minutes")))
        return {learner: tenths(many / 60) / 10 for learner, many in minutes.items()}

    return credited


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


MEASURES = (
    Measure("hours_taught", "Giờ dạy được ghi nhận", _hours(Kind.TAUGHT)),
    Measure("hours_assisted", "Giờ trợ giảng được ghi nhận", _hours(Kind.ASSISTED)),
    Measure("hours_helped", "Giờ giúp người học được ghi nhận", _hours(Kind.HELPED)),
)
