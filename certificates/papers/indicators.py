"""Papers issued, as numbers of the programme."""

from datetime import date

from django.db.models import Q, QuerySet

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from learners.monitoring.indicator import Indicator, Told, end_of
from learners.monitoring.telling import person


def _standing(kind: Kind, day: date) -> QuerySet[Certificate]:
    """Papers issued by the end of `day` that were not replaced, revoked or past their day then."""
    end = end_of(day)
    not_ended = Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    not_past = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    return Certificate.objects.filter(
        not_ended, not_past, kind=kind, issued_at__lt=end, learner__merged_into__isnull=True
    )


def _completion(day: date) -> QuerySet[Certificate]:
    return _standing(Kind.COMPLETION, day)


def _attendance(day: date) -> QuerySet[Certificate]:
    return _standing(Kind.ATTENDANCE, day)


def _paper(fact: Certificate) -> Told:
    """A paper by its number."""
    issued = f"{fact.issued_at:%d/%m/%Y}" if fact.issued_at else ""
    return person(fact.learner, f"giấy số {fact.number}, cấp {issued}")


INDICATORS = (
    Indicator(
        "papers",
        "Giấy chứng nhận hoàn thành",
        "Số giấy chứng nhận hoàn thành đang có hiệu lực, theo nơi ở của người được cấp. "
        "Giấy cấp lại thay giấy cũ nên không tính hai lần.",
        _completion,
        person="learner",
        unit="id",
        tell=_paper,
        related=("learner",),
    ),
    Indicator(
        "attendance_papers",
        "Giấy xác nhận tham gia",
        "Số giấy xác nhận tham gia đang có hiệu lực, theo nơi ở của người được cấp.",
        _attendance,
        person="learner",
        unit="id",
        tell=_paper,
        related=("learner",),
    ),
)
