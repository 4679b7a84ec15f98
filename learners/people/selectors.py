"""Reading the register."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.utils import timezone

from learners.people.models import Learner
from lms.core.identity import alphabet_key, fold
from lms.core.models import Area, User


def learner_of(user: User | AnonymousUser) -> Learner | None:
    """The person behind an account, if they are on the register; one query a request.

    Whose record was merged into another one is the person of that one: one query more.
    """
    if not isinstance(user, User):
        return None
    if not hasattr(user, "_learner"):
        found = next(iter(Learner.objects.filter(user=user)), None)  # one at most: no order
        user._learner = found and (found.merged_into or found)  # type: ignore[attr-defined]
    return user._learner  # type: ignore[attr-defined,no-any-return]


def is_theirs(learner: Learner, user: User) -> bool:
    """Whether a record is of the person behind an account, also one that was merged into it."""
    if learner.user_id == user.pk:
        return True
    return Learner.objects.filter(user=user, merged_into=learner).exists()


def commune_names() -> dict[str, str]:
    """Code → "Xã Tân Cương" in the order of the alphabet; kept as long as a published page.

    Those that were merged into others too, with their last day: old rows still bear their code.
    """
    return {code: name for code, name, _ in _names()}


def home_names() -> dict[str, str]:
    """The same of those that somebody can live in today."""
    today = timezone.localdate()
    return {code: name for code, name, last in _names() if last is None or last >= today}


def _names() -> list[tuple[str, str, date | None]]:
    names: list[tuple[str, str, date | None]] | None = caches["pages"].get("commune_names")
    if names is None:
        communes = Area.objects.ever_communes().only("code", "name", "kind", "ended_on")
        names = [(area.pk, f"{area}{_until(area)}", area.ended_on) for area in communes]
        caches["pages"].set("commune_names", names)
    return names


def _until(area: Area) -> str:
    return f" (đến hết {area.ended_on:%d/%m/%Y})" if area.ended_on else ""


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
