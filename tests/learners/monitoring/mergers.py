"""Communes and organisations that are merged, as two officers of the province do it."""

from datetime import date

from django.db import transaction

from lms.core import approvals, merging
from lms.core.errors import DomainError
from lms.core.models import Area, Organisation, User
from lms.core.organisations import ask_merger
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


def join(one: Organisation, into: Organisation) -> None:
    """Two people agree that `one` is part of `into` now."""
    asks, agrees = officers()
    asked = ask_merger(organisation=one, into=into, reason="Nghị quyết 45", actor=asks)
    approvals.agree(approval=asked, actor=agrees)
    one.refresh_from_db()
