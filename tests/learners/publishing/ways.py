"""Counts to publish, as the nightly count leaves them; and something behind every door."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from learners.monitoring.models import CountedDay, DailyCount
from learners.publishing.chosen import PUBLISHED
from learners.publishing.keys import give
from learners.publishing.models import Publication
from learners.publishing.services import publish_due
from lms.core.models import Area, User

# Area → (attendances, participants, finishers, proficient).
Four = tuple[int, int, int, int]


def count_as(day, counts: dict[str, Four], *, trainers: tuple[int, int] = (0, 0)) -> None:
    """A day as it was counted after it ended: four numbers a commune, trainers of two tiers."""
    codes = [one.code for one in PUBLISHED]
    for area in Area.objects.values_list("pk", flat=True):
        values = counts.get(area, (0, 0, 0, 0)) + (trainers if area == "19" else (0, 0))
        DailyCount.objects.bulk_create(
            DailyCount(day=day, area_id=area, indicator=code, value=value)
            for code, value in zip(codes, values, strict=True)
        )
    ended = timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0, 20)))
    CountedDay.objects.create(day=day, counted_at=ended)


def behind_doors_of_publishing(operator: User) -> dict[str, int | str]:
    """A month that was published, and a key."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    if not CountedDay.objects.filter(day=last).exists():
        count_as(last, {"05503": (30, 30, 20, 16)})
    publish_due(today=last + timedelta(days=2))
    key, _ = give(
        name="Trung tâm điều hành",
        whole_province=True,
        communes=[],
        indicators=[],
        valid_from=last,
        valid_to=None,
        actor=operator,
    )
    return {
        "publishing:month": f"{last:%Y-%m}",
        "publishing:commune": "05503",
        "publishing:correct": Publication.objects.get(day=last).pk,
        "publishing:revoke_key": key.pk,
    }
