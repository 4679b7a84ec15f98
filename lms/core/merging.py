"""Communes that are merged into others, from a day on.

Written down by two people, as a fact with a day (`merged` reads it). What lives on (people,
organisations, teams) moves over afterwards: `unit_merged` says so, and the boxes above listen.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lms.core import approvals, audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Approval, Area, Organisation, User
from lms.core.places import IN_FORCE
from lms.core.signals import unit_merged

MERGE_UNIT = "core.merge_unit"


def reaching_back() -> list[tuple[date, datetime]]:
    """(first day of a merger, when it was agreed to) of those agreed to after they began."""
    agreed = Approval.objects.filter(act=MERGE_UNIT, state=Approval.State.DONE)
    rows = [(_first_day(one.data), one.decided_at) for one in agreed if one.decided_at]
    return [(first, at) for first, at in rows if first < timezone.localdate(at)]


@transaction.atomic
def ask_merger(
    *, area: Area, into: Area, first_day: date, source: str, reason: str, actor: User
) -> Approval:
    """Ask that `area` be part of `into` from `first_day` on: a second person decides (`acts`).

    `source` is the resolution. Raises DomainError when it is not theirs to ask for, when one of
    the two has ended or is no commune, without a source, or for a day before there were communes.
    """
    if not scope_of(actor).keeps_province:
        raise DomainError("Chỉ cán bộ tỉnh ghi được việc sáp nhập xã, phường.")
    _check(area, into, first_day, source)
    return approvals.ask(
        act=MERGE_UNIT,
        target=area,
        data={
            "area": area.pk,
            "into": into.pk,
            "first_day": str(first_day),
            "source": clean_text(source)[:200],
        },
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def merge(
    *, area: Area, into: Area, first_day: date, source: str, actor: User, second: User
) -> None:
    """`area` ends the day before `first_day` and belongs to `into` from then on.

    Raises DomainError as `ask_merger` does, judged again now, with both rows locked.
    """
    both = Area.objects.select_for_update().order_by("pk").in_bulk([area.pk, into.pk])
    area, into = both[area.pk], both[into.pk]
    _check(area, into, first_day, source)
    area.ended_on, area.successor = first_day - timedelta(days=1), into
    area.end_source = clean_text(source)[:200]
    area.save(update_fields=["ended_on", "successor", "end_source"])
    audit.record(
        actor=actor,
        action=MERGE_UNIT,
        target=area,
        into=into.pk,
        first_day=str(first_day),
        second=second.pk,
    )
    unit_merged.send(sender=None, code=area.pk, first_day=first_day)


@transaction.atomic
def call_off(*, area: Area, actor: User) -> None:
    """Take back a merger whose first day has not come: nothing has changed yet.

    Raises DomainError when it is not theirs, or the day has come; twice is once.
    """
    if not scope_of(actor).keeps_province:
        raise DomainError("Chỉ cán bộ tỉnh bỏ được việc sáp nhập đã ghi.")
    area = Area.objects.select_for_update().get(pk=area.pk)
    if area.ended_on is None:
        return
    if area.ended_on < timezone.localdate():
        raise DomainError(
            f"{area} đã nhập từ {area.merged_since:%d/%m/%Y} và số liệu đã đếm "
            "theo đó. Nếu ghi sai, hãy báo người vận hành."
        )
    area.ended_on = area.successor = None
    area.end_source = ""
    area.save(update_fields=["ended_on", "successor", "end_source"])
    audit.record(actor=actor, action="core.call_off_merger", target=area)


def move_organisations(*, area: Area) -> int:
    """The organisations of a commune that ended stand where it went on; returns how many moved.

    Two of one name in one place would be one to everybody: those stay until somebody looks.
    """
    into = area.successor
    if into is None:
        return 0
    there = Organisation.objects.filter(area=into).values_list("search_key", flat=True)
    here = Organisation.objects.filter(area=area).exclude(search_key__in=list(there))
    return here.update(area=into)


def _first_day(data: approvals.Data) -> date:
    return date.fromisoformat(data["first_day"])


def _check(area: Area, into: Area, first_day: date, source: str) -> None:
    if area.pk == into.pk:
        raise DomainError("Hãy chọn hai xã, phường khác nhau.")
    for one in (area, into):
        if one.level != Area.Level.COMMUNE:
            raise DomainError("Chỉ ghi việc sáp nhập của xã, phường.")
        if one.ended_on:
            raise DomainError(
                f"{one} đã được ghi là nhập vào {one.successor} "
                f"từ ngày {one.merged_since:%d/%m/%Y}. Hãy chọn nơi khác."
            )
    if first_day <= IN_FORCE:
        raise DomainError(
            f"Ngày sáp nhập phải sau {IN_FORCE:%d/%m/%Y}, ngày có các xã, phường hiện nay."
        )
    if not clean_text(source):
        raise DomainError("Hãy ghi căn cứ: số, ngày và cơ quan ra nghị quyết.")
