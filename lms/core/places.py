"""The province and its communes: loaded from `data/communes.csv`, and what they are from when."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import alphabet_key, clean_text, fold
from lms.core.models import PROVINCE_CODE, Area, AreaKind, User

_COMMUNES = Path(__file__).parent / "data" / "communes.csv"
_FORMER_UNITS = _COMMUNES.with_name("former_units.csv")
_IN_FORCE = date(2025, 7, 1)
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
    AreaKind.objects.bulk_create(
        AreaKind(area=area, kind=area.kind, valid_from=_IN_FORCE, source=_SOURCE) for area in new
    )
    return len(new)


@transaction.atomic
def change_kind(*, area: Area, kind: str, valid_from: date, source: str, actor: User) -> AreaKind:
    """A commune is of another kind (xã, phường) from a day on; `Area.kind` is always today's.

    The same day written again is set right. A day to come is kept, and `align_kinds` of that day
    makes it today's. Raises DomainError without a source, or for a kind that no commune has.
    """
    if kind not in (Area.Kind.RURAL, Area.Kind.WARD) or area.level != Area.Level.COMMUNE:
        raise DomainError("Loại của địa bàn là xã hoặc phường. Hãy chọn một trong hai.")
    words = clean_text(source)[:200]
    if not words:
        raise DomainError("Hãy ghi căn cứ: số, ngày và cơ quan ra văn bản.")
    dated, _ = AreaKind.objects.update_or_create(
        area=area, valid_from=valid_from, defaults={"kind": kind, "source": words}
    )
    align_kinds()
    area.refresh_from_db(fields=["kind"])
    audit.record(
        actor=actor,
        action="core.change_kind",
        target=area,
        kind=kind,
        valid_from=str(valid_from),
    )
    return dated


def align_kinds() -> int:
    """Make `Area.kind` what is in force today; returns how many changed."""
    latest = AreaKind.objects.filter(area=OuterRef("pk"), valid_from__lte=timezone.localdate())
    now = Subquery(latest.order_by("-valid_from").values("kind")[:1])
    changed = Area.objects.annotate(now=now).filter(now__isnull=False).exclude(kind=F("now"))
    return changed.update(kind=F("now"))


def reported_changes() -> frozenset[str]:
    """Codes of communes whose kind is reported to have changed, without a published decision."""
    with _COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = [row["code"] for row in csv.DictReader(file) if row["kind_note"]]
    with_a_decision = AreaKind.objects.filter(area__in=rows, valid_from__gt=_IN_FORCE)
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
