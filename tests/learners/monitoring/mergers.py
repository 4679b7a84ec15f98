"""Communes that are merged, as two officers of the province do it; what cannot be is left out."""

from datetime import date

from django.db import transaction

from lms.core import approvals, merging
from lms.core.errors import DomainError
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role

SOURCE = "Nghị quyết 99/NQ-UBTVQH16 ngày 15/12/2026"


def officers() -> list[User]:
    """Two of the province, made once."""
    found = []
    for name in ("hai", "ba"):
        user, _ = User.objects.get_or_create(email=f"{name}@sapnhap.vn")
        grant_role(
            user=user, role=Role.PROVINCE_OFFICER, area=Area.objects.get(pk="19"), actor=None
        )
        found.append(user)
    return found


def unite(area: Area, into: Area, first_day: date) -> bool:
    """Merge `area` into `into` from a day on; whether it could be."""
    asks, agrees = officers()
    told = {"area": area, "into": into, "first_day": first_day, "source": SOURCE}
    try:
        with transaction.atomic():
            asked = merging.ask_merger(**told, reason="Đã có nghị quyết", actor=asks)
            approvals.agree(approval=asked, actor=agrees)
    except DomainError:
        return False
    return True
