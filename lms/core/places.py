"""Loading the province and its communes from `data/communes.csv`."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from lms.core.identity import alphabet_key, fold
from lms.core.models import Area, AreaKind

PROVINCE_CODE = "19"
_COMMUNES = Path(__file__).parent / "data" / "communes.csv"
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
    for area in new:
        area.save(force_insert=True)
    AreaKind.objects.bulk_create(
        AreaKind(area=area, kind=area.kind, valid_from=_IN_FORCE, source=_SOURCE) for area in new
    )
    return len(new)


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
