"""What lives on when a commune or an organisation was merged into another one.

Of a commune its people, teams and organisations; of an organisation its people.

Run again at any time and by several at once: whoever still stands where nobody lives any more moves
on, some thousands a transaction. Numbers do not wait for it (`lms.core.merged`), lists and rights
do, for seconds.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from learners.people.models import DigitalTeam, Learner, Move
from lms.core import audit, merging
from lms.core.models import Area, Organisation

_CHUNK = 2_000


def settle() -> int:
    """Move on whatever is left in what was merged; returns how many people moved."""
    total = 0
    while moved := _settle_once():
        total += moved  # into one that has ended as well: round again
    return total


def _settle_once() -> int:
    ended = Area.objects.filter(ended_on__lt=timezone.localdate()).select_related("successor")
    moved = 0
    for area in ended.order_by("ended_on", "pk"):
        while people := _move_people(area):
            moved += people
        _move_the_rest(area)
    for unit in Organisation.objects.filter(successor__isnull=False).order_by("pk"):
        while people := _move_workers(unit):
            moved += people
    return moved


@transaction.atomic
def _move_workers(unit: Organisation) -> int:
    """The next people of an organisation that was merged work in the one that goes on."""
    here = Learner.objects.select_for_update().filter(organisation=unit).order_by("pk")
    people = list(here.values_list("pk", flat=True)[:_CHUNK])
    Learner.objects.filter(pk__in=people).update(organisation=unit.successor_id)
    if people:
        audit.record(
            actor=None,
            action="people.settle",
            target=unit,
            into=unit.successor_id,
            rows=len(people),
        )
    return len(people)


@transaction.atomic
def _move_people(area: Area) -> int:
    """The next people of a commune that ended live in its successor since its first day.

    Who came there only after that day came to the successor.
    """
    into, first_day = area.successor, area.merged_since
    if into is None or first_day is None:
        return 0
    here = Learner.objects.select_for_update().filter(commune=area).order_by("pk")
    people = list(here.values_list("pk", flat=True)[:_CHUNK])
    came = _came_later(people, area, into, first_day)
    Move.objects.bulk_create(
        Move(learner_id=pk, from_commune=area, to_commune=into, moved_on=first_day)
        for pk in people
        if pk not in came
    )
    Learner.objects.filter(pk__in=people).update(commune=into)
    if people:
        audit.record(
            actor=None, action="people.settle", target=area, into=into.pk, rows=len(people)
        )
    return len(people)


def _came_later(people: list[int], area: Area, into: Area, first_day: date) -> set[int]:
    """Those of them who came there only after it had ended: they came to its successor.

    Where somebody lived before the day is what the first move since says; it stays.
    """
    since = Move.objects.filter(learner__in=people, moved_on__gte=first_day)
    came = set(since.filter(to_commune=area).values_list("learner", flat=True))
    seen: set[int] = set()
    for move in since.filter(learner__in=came).order_by("learner", "moved_on"):
        if move.from_commune_id == area.pk and move.learner_id in seen:
            move.from_commune = into
        if move.to_commune_id == area.pk:
            move.to_commune = into
        seen.add(move.learner_id)
        if move.from_commune_id == move.to_commune_id:
            move.delete()
        else:
            move.save(update_fields=["from_commune", "to_commune"])
    return came


@transaction.atomic
def _move_the_rest(area: Area) -> None:
    merging.move_organisations(area=area)
    teams = DigitalTeam.objects.select_for_update().filter(commune=area, is_active=True)
    for team in teams.order_by("pk"):
        there = DigitalTeam.objects.filter(commune=area.successor, is_active=True)
        if there.filter(hamlet=team.hamlet).exists():  # both have a hamlet of that name
            team.hamlet = f"{team.hamlet} ({area} cũ)"[:120]
        team.commune = area.successor or area
        team.save(update_fields=["commune", "hamlet"])
