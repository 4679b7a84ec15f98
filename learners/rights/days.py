"""Loading the holidays that the clocks of the law leave out, from `data/days_off.csv`."""

import csv
from datetime import date
from pathlib import Path

from learners.rights.models import DayOff

_DAYS = Path(__file__).parent / "data" / "days_off.csv"


def load_days_off() -> int:
    """Write the public holidays of 2026 and 2027; returns how many are new.

    What an operator added or changed stays. `source` says of each day whether it was announced or
    is assumed ("Dự kiến") until it is. Saturdays that are worked in exchange for a day off are not
    kept: around those the clock of the reply may be a day longer than the office was open.
    """
    known = set(DayOff.objects.values_list("day", flat=True))
    with _DAYS.open(encoding="utf-8", newline="") as file:
        rows = [row | {"day": date.fromisoformat(row["day"])} for row in csv.DictReader(file)]
    new = [DayOff(**row) for row in rows if row["day"] not in known]
    DayOff.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
