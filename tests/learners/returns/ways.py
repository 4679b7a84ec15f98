"""Something behind every door of returns."""

from learners.paper.month import Month
from learners.returns.models import Return, ReturnStep
from learners.returns.services import load_return_rule
from lms.core.models import Area, User


def signed_return(area: Area, officer: User) -> Return:
    """A return that was signed, without a story."""
    load_return_rule()
    month = Month(2026, 10)
    made = Return.objects.create(
        area=area, year=month.year, month=month.number, state="signed", signed_by=officer
    )
    content = (
        '{"area":"Xã Tân Cương","area_code":"05503","counted_at":"","denominators":[],'
        '"due_on":"2026-11-05","last_day":"2026-10-31","lines":[],"month":"2026-10","rule":"1"}'
    )
    ReturnStep.objects.create(report=made, act="sign", by=officer, content=content, sha256="a" * 64)
    return made


def behind_doors_of_returns(area: Area, officer: User) -> dict[str, int]:
    """Name of an address → the id behind it."""
    names = ("return", "count", "sign", "send_back", "accept", "lock", "correct")
    names += ("pdf", "frozen")
    return dict.fromkeys([f"returns:{name}" for name in names], signed_return(area, officer).pk)
