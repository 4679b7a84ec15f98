"""What the address of the list of trainers asks for."""

from collections.abc import Mapping

from django.http import Http404

from learners.trainers.listing import DESK, Filters
from learners.trainers.models import Tier
from learners.trainers.states import WORDS
from lms.core.access import Scope
from lms.core.models import Area


def read_filters(asked: Mapping[str, str], scope: Scope) -> Filters:
    """What the address asks for; a place outside the scope is not found."""
    area = None
    if code := asked.get("xa", ""):
        area = Area.objects.filter(pk=code[:5]).first() if scope.covers(code) else None
        if area is None:
            raise Http404
    tier, state, desk = asked.get("bac", ""), asked.get("tinh-trang", ""), asked.get("viec", "")
    return Filters(
        text=asked.get("tim", "").replace("\x00", ""),
        area=area,
        tier=tier if tier in Tier.values else "",
        state=state if state in WORDS else "",
        desk=desk if desk in DESK else "",
    )
