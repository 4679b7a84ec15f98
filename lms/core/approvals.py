"""Acts of weight that happen only when a second person agrees.

A box registers its acts in a module named `acts`; its `register()` is called at the start:

    approvals.register(Act(code="imports.undo", name="Hoàn tác danh sách", …))

and its service asks: `approvals.ask(act="imports.undo", target=…, data={…}, reason=…, actor=…)`.
Nothing has happened then. `agree` carries the act out, once, in the transaction of the yes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.models import Approval, User

Data = dict[str, Any]


def _nothing(data: Data) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Act:
    """An act that takes two people.

    `words` says what will be done, is kept for good, and names no person of the register.
    `carry_out` is a service called with `data`, `actor` (who asked) and `second` (who agreed); a
    DomainError of it leaves the act waiting. `may_decide` tells whose scope allows the yes; whoever
    asked, and whoever `data["user"]` is about, may never. `about` is shown only while it waits.
    """

    code: str
    name: str
    words: Callable[[Data], str]
    may_decide: Callable[[Scope, Data], bool]
    carry_out: Callable[..., object]
    about: Callable[[Data], str] = _nothing


ACTS: dict[str, Act] = {}


def register(act: Act) -> None:
    """Make an act known. Two of one code are a mistake."""
    if act.code in ACTS:
        raise ValueError(f"act registered twice: {act.code}")
    ACTS[act.code] = act


@transaction.atomic
def ask(*, act: str, target: models.Model | str, data: Data, reason: str, actor: User) -> Approval:
    """Ask for a second person; asking again for what waits already gives the same row.

    `data` holds ids and plain values (JSON). Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError("Hãy ghi lý do, để người thứ hai hiểu và quyết định.")
    if isinstance(target, models.Model):
        target = f"{target._meta.label_lower}:{target.pk}"
    approval, is_new = Approval.objects.get_or_create(
        act=act,
        target=target,
        state=Approval.State.WAITING,
        defaults={
            "data": data,
            "words": ACTS[act].words(data)[:300],
            "reason": reason.strip()[:300],
            "asked_by": actor,
        },
    )
    if is_new:
        audit.record(actor=actor, action="core.ask_second", target=approval, act=act)
    return approval


@transaction.atomic
def agree(*, approval: Approval, actor: User) -> Approval:
    """The second person says yes: the act is carried out now, with its own record.

    Two who agree at once carry it out once. Raises DomainError when this person may not decide,
    when it was refused meanwhile, or when the act itself is no longer possible.
    """
    waiting = _waiting(approval, actor)
    if waiting is None:
        return _decided(approval, Approval.State.DONE)
    ACTS[waiting.act].carry_out(data=waiting.data, actor=waiting.asked_by, second=actor)
    return _decide(waiting, Approval.State.DONE, actor, "core.agree")


@transaction.atomic
def refuse(*, approval: Approval, actor: User) -> Approval:
    """The second person says no: nothing happens.

    Raises DomainError when this person may not decide or it was carried out meanwhile.
    """
    waiting = _waiting(approval, actor)
    if waiting is None:
        return _decided(approval, Approval.State.REFUSED)
    return _decide(waiting, Approval.State.REFUSED, actor, "core.refuse")


def may_decide(*, approval: Approval, user: User) -> bool:
    """Whether this is a second person for the act: not who asked, nor whom it is about."""
    if user.pk in (approval.asked_by_id, approval.data.get("user")):
        return False
    return ACTS[approval.act].may_decide(scope_of(user), approval.data)


def visible_to(user: User) -> list[Approval]:
    """What waits and is this person's to decide, or was asked by them; the oldest first."""
    waiting = Approval.objects.filter(state=Approval.State.WAITING, act__in=ACTS)
    rows = waiting.select_related("asked_by").order_by("id")
    return [row for row in rows if row.asked_by == user or may_decide(approval=row, user=user)]


def _waiting(approval: Approval, actor: User) -> Approval | None:
    """The row, locked, if it still waits; None if somebody decided meanwhile."""
    row = Approval.objects.select_for_update().get(pk=approval.pk)
    if not may_decide(approval=row, user=actor):
        raise DomainError("Việc này cần một người khác có thẩm quyền quyết định.")
    return row if row.state == Approval.State.WAITING else None


def _decide(row: Approval, state: str, actor: User, action: str) -> Approval:
    row.state, row.decided_by, row.decided_at = state, actor, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor=actor, action=action, target=row, act=row.act)
    return row


def _decided(approval: Approval, wanted: str) -> Approval:
    row = Approval.objects.get(pk=approval.pk)
    if row.state != wanted:
        raise DomainError(f"Việc này {row.get_state_display()} trước đó.")
    return row
