"""What publishes a month, and corrects one that was published."""

from datetime import date, datetime

from django.db import transaction

from learners.monitoring.indicator import end_of
from learners.monitoring.models import CountedDay
from learners.monitoring.proving import prove_day
from learners.monitoring.services import refresh_counts
from learners.publishing import selectors
from learners.publishing.models import Publication, PublishedCell
from learners.publishing.selectors import Cells
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User


def publish_due(*, today: date) -> int:
    """Publish every month that is over and not published yet, the oldest first.

    A month is one transaction: run again, twice at once or after being killed it ends in the same
    rows. Returns how many months were published.
    """
    return sum(_publish(day) for day in selectors.months_due(today))


@transaction.atomic
def _publish(day: date) -> bool:
    counted_at = _count_whole(day)
    cells = selectors.cells_on(day)
    publication, new = Publication.objects.get_or_create(
        day=day,
        number=0,
        defaults={"counted_at": counted_at, "sha256": selectors.digest(cells)},
    )
    if new:
        _freeze(publication, cells)
        audit.record(actor=None, action="publishing.publish", target=publication)
    return new


@transaction.atomic
def correct(*, publication: Publication, reason: str, actor: User) -> Publication:
    """Count a published month again and publish what comes out as the next correction.

    Raises DomainError when a later correction stands, or nothing published would change.
    """
    first = Publication.objects.select_for_update().get(day=publication.day, number=0)
    stands = Publication.objects.filter(day=first.day).order_by("-number")[0]
    if stands.pk != publication.pk:
        raise DomainError(
            "Kỳ này vừa được đính chính. Hãy mở lại trang Công bố và xem số mới trước."
        )
    prove_day(day=first.day)  # what differs is written down before it is set right
    refresh_counts(day=first.day)
    cells = selectors.cells_on(first.day)
    if selectors.digest(cells) == stands.sha256:
        raise DomainError("Đếm lại vẫn ra đúng những số đã công bố, nên không có gì để đính chính.")
    corrected = Publication.objects.create(
        day=first.day,
        number=stands.number + 1,
        counted_at=CountedDay.objects.get(day=first.day).counted_at,
        sha256=selectors.digest(cells),
        reason=reason,
        published_by=actor,
    )
    _freeze(corrected, cells)
    audit.record(
        actor=actor, action="publishing.correct", target=corrected, number=corrected.number
    )
    return corrected


def _count_whole(day: date) -> datetime:
    """When the day was counted; counts it first if it was not since it ended."""
    counted = CountedDay.objects.filter(day=day, counted_at__gte=end_of(day)).first()
    if counted is None:
        refresh_counts(day=day)
        counted = CountedDay.objects.get(day=day)
    return counted.counted_at


def _freeze(publication: Publication, cells: Cells) -> None:
    PublishedCell.objects.bulk_create(
        PublishedCell(
            publication=publication, indicator=code, area_id=area, low=shown.low, high=shown.high
        )
        for (code, area), shown in sorted(cells.items())
    )
