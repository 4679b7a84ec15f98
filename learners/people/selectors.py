"""Reading the register."""

from django.contrib.auth.models import AnonymousUser

from learners.people.models import Learner
from lms.core.identity import alphabet_key, fold
from lms.core.models import Area, User


def learner_of(user: User | AnonymousUser) -> Learner | None:
    """The person behind an account, if they are on the register; one query a request."""
    if not isinstance(user, User):
        return None
    if not hasattr(user, "_learner"):
        own = Learner.objects.filter(user=user)  # one at most, so it needs no order
        user._learner = next(iter(own), None)  # type: ignore[attr-defined]
    found: Learner | None = user._learner  # type: ignore[attr-defined]
    return found


def communes_matching(typed: str) -> list[Area]:
    """Communes whose name holds what was typed, with or without marks; exact marks first.

    Văn Lang and Văn Lăng both answer to "van lang": what was typed with marks stands on top.
    """
    found = Area.objects.communes()
    if folded := fold(typed):
        found = found.filter(search_key__contains=_without_kind(folded))
    exact = alphabet_key(_without_kind(typed.lower().strip()))
    return sorted(found, key=lambda area: (area.sort_key != exact, area.sort_key, area.code))


def _without_kind(typed: str) -> str:
    """ "phường Tân Cương" and "xã Tân Cương" are looked up by "Tân Cương"."""
    for kind in ("phường ", "phuong ", "xã ", "xa "):
        if typed.startswith(kind):
            return typed.removeprefix(kind)
    return typed
