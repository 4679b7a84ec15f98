"""Reading who holds which role, and the record of acts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.core import audit
from lms.core.access import Scope
from lms.core.identity import clean_phone, clean_text
from lms.core.models import AuditEntry, RoleGrant, User
from lms.core.roles import Role
from lms.core.tables import all_tables

PAGE_SIZE = 50


def account_by_contact(typed: str) -> User | None:
    """The account that signs in by this phone number or address, as people write it."""
    contact = clean_text(typed)
    if "@" in contact:
        return User.objects.filter(email=contact.lower()).first()
    try:
        return User.objects.filter(phone=clean_phone(contact)).first()
    except ValueError:
        return None


def grants_seen_by(scope: Scope) -> QuerySet[RoleGrant]:
    """The roles that concern somebody: all, or those of their communes and organisations."""
    rows = RoleGrant.objects.select_related("user", "area", "organisation", "granted_by")
    if scope.whole_province or scope.may_decide_roles:
        return rows
    return rows.filter(Q(area__in=scope.places) | Q(organisation__in=scope.organisations))


def grants_page(
    *, scope: Scope, text: str, role: str, ended: bool, after: int | None
) -> tuple[list[RoleGrant], int | None]:
    """A page of roles, the newest first, and the key of the next page.

    `text` finds a part of the name or the contact of the account; without `ended` only what holds
    today or will.
    """
    return _page(grants_found(scope=scope, text=text, role=role, ended=ended), after)


def grants_found(*, scope: Scope, text: str, role: str, ended: bool) -> QuerySet[RoleGrant]:
    """All the roles of `grants_page`, the newest first."""
    rows = grants_seen_by(scope).order_by("-id")
    if not ended:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate()))
    if role:
        rows = rows.filter(role=role)
    if text:
        found = Q(user__full_name__icontains=text) | Q(user__email__icontains=text.lower())
        if account := account_by_contact(text):
            found |= Q(user=account)
        rows = rows.filter(found)
    return rows


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is looked for in the record of acts; empty finds everything."""

    actor: User | None = None
    action: str = ""
    target: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def as_data(self) -> dict[str, Any]:
        """What is written down about the look itself: ids and days."""
        facts = {
            "who": self.actor and self.actor.pk,
            "what": self.action,
            "about": self.target,
            "first_day": self.first_day and str(self.first_day),
            "last_day": self.last_day and str(self.last_day),
        }
        return {name: value for name, value in facts.items() if value}


def log_page(*, wanted: LogFilter, after: int | None) -> tuple[list[AuditEntry], int | None]:
    """A page of the record of acts, the newest first, and the key of the next page."""
    return _page(log_rows(wanted), after)


def log_rows(wanted: LogFilter) -> QuerySet[AuditEntry]:
    """All of the record of acts that is looked for, the newest first."""
    rows = AuditEntry.objects.select_related("actor").order_by("-id")
    if wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.target:
        rows = rows.filter(target=wanted.target)
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows


def target_words(target: str) -> str:
    """ "learners.learner:12" as "học viên 12"; what is no row of a table stays as it is."""
    label, _, pk = target.partition(":")
    if label == "table" and (table := all_tables().get(pk)):
        return f"bảng “{table.title}”"
    try:
        name = str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return target
    return f"{name} {pk}".strip()


# What the facts beside an act are called; a name that no table knows is shown as it was written.
_FACTS = {
    "about": "về",
    "act": "việc",
    "area": "địa bàn",
    "first_day": "từ ngày",
    "last_day": "đến hết ngày",
    "organisation": "cơ quan số",
    "removed": "số người đã bỏ",
    "role": "vai trò",
    "rows": "số dòng",
    "table": "bảng",
    "second": "người thứ hai là tài khoản",
    "valid_to": "đến hết ngày",
    "what": "việc",
    "who": "ai (tài khoản)",
}


def facts_words(data: dict[str, Any]) -> str:
    """The facts beside an act as one line: "địa bàn: 19, vai trò: cán bộ tỉnh"."""
    return ", ".join(
        f"{_FACTS.get(name, name)}: {_value(name, data[name])}" for name in sorted(data)
    )


def _value(name: str, value: Any) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name in ("act", "what"):
        return action_words(value)
    return str(value)


def action_words(action: str) -> str:
    """The name of an action; one that no box names any more stays as it was written."""
    return audit.WORDS.get(action, action)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _page(rows: QuerySet[Any], after: int | None) -> tuple[list[Any], int | None]:
    """Keyset paging by the id, downwards: as quick on the last page as on the first."""
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None
