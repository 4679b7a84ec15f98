"""What the address of the register asks for: the same for its pages and for what is taken away."""

from collections.abc import Mapping

from django.db.models import Model
from django.http import Http404

from learners.people.listing import Filters
from learners.people.models import Learner
from learners.people.searching import LONGEST
from lms.core.access import Scope
from lms.core.models import Area, Organisation


def read_filters(asked: Mapping[str, str], scope: Scope) -> Filters:
    """What the address asks for; a place or organisation outside the scope is not found."""
    commune = organisation = None
    if code := asked.get("xa", ""):
        if not scope.covers(code) and not scope.organisations:
            raise Http404
        commune = Area.objects.communes().filter(pk=code[:5]).first()
    if (pk := asked.get("coquan", "")) and pk.isascii() and pk.isdigit():
        organisation = Organisation.objects.filter(pk=int(pk[:18])).first()
    source = asked.get("nguon", "")
    if (asked.get("xa") and not commune) or (pk and not organisation):
        raise Http404
    return Filters(
        text=asked.get("tim", "").replace("\x00", "")[:LONGEST],
        commune=commune,
        organisation=organisation,
        source=source if source in Learner.Source.values else "",
        wide="rong" in asked,
    )


def place_of(filters: Filters) -> Model | str:
    """Which part of the register that is, for the record of acts; never what was typed."""
    return filters.commune or filters.organisation or "register"
