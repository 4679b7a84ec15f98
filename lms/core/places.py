"""The province and its communes: loaded from `data/communes.csv`, and what they are called when.

What becomes of those that are merged into others stands in `merging`.
"""

import csv
from collections.abc import Iterable
from copy import copy
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import alphabet_key, clean_text, fold
from lms.core.models import PROVINCE_CODE, Area, AreaTitle, User

_COMMUNES = Path(__file__).parent / "data" / "communes.csv"
_FORMER_UNITS = _COMMUNES.with_name("former_units.csv")
IN_FORCE = date(2025, 7, 1)
_SOURCE = "Nghị quyết 1683/NQ-UBTVQH15 ngày 16/6/2025"


@transaction.atomic
def load_areas() -> int:
    """Write the province and its 92 communes; running again changes nothing an operator changed.

    Returns how many areas are new. Source: resolution 1683/NQ-UBTVQH15 of 2025-06-16; the file's
    own notes say which kinds are reported to have changed since.
    """
    known = set(Area.objects.values_list("code", flat=True))
    province = Area(
        code=PROVINCE_CODE,
        name="Thái Nguyên",
        level=Area.Level.PROVINCE,
        kind=Area.Kind.PROVINCE,
        search_key=fold("Thái Nguyên"),
        sort_key=alphabet_key("Thái Nguyên"),
    )
    with _COMMUNES.open(encoding="utf-8", newline="") as file:
        communes = [_commune(row) for row in csv.DictReader(file)]
    new = [area for area in [province, *communes] if area.code not in known]
    Area.objects.bulk_create(new)
    AreaTitle.objects.bulk_create(
        AreaTitle(area=area, name=area.name, kind=area.kind, valid_from=IN_FORCE, source=_SOURCE)
        for area in new
    )
    return len(new)


@transaction.atomic
def change_title(
    *, area: Area, valid_from: date, source: str, actor: User, kind: str = "", name: str = ""
) -> AreaTitle:
    """A commune is of another kind (xã, phường), or has another name, from a day on.

    What is left out stays as it is on that day. Name and kind of `Area` are always today's: a day
    to come is kept, and `align_titles` of that day makes it today's. The same day written again is
    set right. Raises DomainError without a source, when nothing is new, or for a kind that no
    commune has.
    """
    if not (kind or clean_text(name)):
        raise DomainError("Hãy ghi tên mới, hoặc chọn loại mới.")
    if kind not in ("", Area.Kind.RURAL, Area.Kind.WARD) or area.level != Area.Level.COMMUNE:
        raise DomainError("Loại của địa bàn là xã hoặc phường. Hãy chọn một trong hai.")
    words = clean_text(source)[:200]
    if not words:
        raise DomainError("Hãy ghi căn cứ: số, ngày và cơ quan ra văn bản.")
    before = area.titles.filter(valid_from__lt=valid_from).order_by("valid_from").last()
    stands = before or area
    called, kind = clean_text(name)[:60] or stands.name, kind or stands.kind
    dated, _ = AreaTitle.objects.update_or_create(
        area=area,
        valid_from=valid_from,
        defaults={"name": called, "kind": kind, "source": words},
    )
    align_titles()
    area.refresh_from_db(fields=["name", "kind", "search_key", "sort_key"])
    audit.record(
        actor=actor,
        action="core.change_title",
        target=area,
        name=called,
        kind=kind,
        valid_from=str(valid_from),
    )
    return dated


def align_titles() -> int:
    """Make name and kind of each area what is in force today; returns how many changed."""
    titles = AreaTitle.objects.filter(valid_from__lte=timezone.localdate()).order_by("valid_from")
    in_force = {title.area_id: title for title in titles}
    changed = [
        area
        for area in Area.objects.filter(pk__in=in_force)
        if (area.name, area.kind) != (in_force[area.pk].name, in_force[area.pk].kind)
    ]
    for area in changed:
        _call(area, in_force[area.pk])
    Area.objects.bulk_update(changed, ["name", "kind", "search_key", "sort_key"])
    return len(changed)


def all_titles() -> list[AreaTitle]:
    """Every name and kind that an area had and will have, the oldest first; one query."""
    return list(AreaTitle.objects.order_by("valid_from"))


def as_on(day: date, areas: Iterable[Area], titles: Iterable[AreaTitle]) -> list[Area]:
    """The areas with the name and kind that they had on `day`, for showing only."""
    then = {title.area_id: title for title in titles if title.valid_from <= day}
    shown = [copy(area) for area in areas]
    for area in shown:
        if area.pk in then:
            _call(area, then[area.pk])
    return shown


def _call(area: Area, title: AreaTitle) -> None:
    area.name, area.kind = title.name, title.kind
    area.search_key, area.sort_key = fold(title.name), alphabet_key(title.name)


def reported_changes() -> frozenset[str]:
    """Codes of communes whose kind is reported to have changed, without a published decision."""
    with _COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = [row["code"] for row in csv.DictReader(file) if row["kind_note"]]
    with_a_decision = AreaTitle.objects.filter(area__in=rows, valid_from__gt=IN_FORCE)
    return frozenset(rows) - set(with_a_decision.values_list("area_id", flat=True))


@cache
def former_units() -> tuple[dict[str, str], ...]:
    """The rows of `data/former_units.csv`: units before 2025-07-01 and what they are part of."""
    with _FORMER_UNITS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _commune(row: dict[str, str]) -> Area:
    return Area(
        code=row["code"],
        name=row["name"],
        level=Area.Level.COMMUNE,
        kind=Area.Kind.WARD if row["kind"] == "phường" else Area.Kind.RURAL,
        parent_id=PROVINCE_CODE,
        former_place=_former_place(row),
        search_key=fold(row["name"]),
        sort_key=alphabet_key(row["name"]),
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
    )


def _former_place(row: dict[str, str]) -> str:
    """The old district in brackets of the first former unit: tells Văn Lang from Văn Lăng."""
    first = row["former_units"].split("|")[0]
    district = first[first.find("(") + 1 : first.find(")")] if "(" in first else ""
    return ", ".join(part for part in (district, row["former_province"]) if part)
