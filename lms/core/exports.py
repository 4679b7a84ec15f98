"""The record of acts and the roles as tables to take away."""

from django.http import Http404, QueryDict
from django.utils import timezone

from lms.core import selectors
from lms.core.access import scope_of
from lms.core.forms import LogForm
from lms.core.models import AuditEntry, RoleGrant, User
from lms.core.roles import Role
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_BATCH = 2_000
_LOG = ("Lúc", "Ai", "Việc", "Về", "Chi tiết", "Từ địa chỉ")
_ROLES = ("Ai", "Đăng nhập bằng", "Vai trò", "Nơi", "Từ ngày", "Đến hết ngày", "Người giao")


def log_table(user: User, asked: Words) -> Extract:
    """The record of acts as it was searched, the newest first."""
    typed = QueryDict(mutable=True)
    typed.update(dict(asked))
    form = LogForm(typed)
    if not form.is_valid():
        raise Http404
    wanted = form.wanted()
    found = selectors.log_rows(wanted)
    return Extract(
        Sheet("Nhật ký", _LOG, (_entry(row) for row in found.iterator(chunk_size=_BATCH))),
        found.count(),
        f"nhat-ky-{timezone.localdate():%Y-%m-%d}",
        target="core.auditentry",
        facts=wanted.as_data(),
    )


def _entry(row: AuditEntry) -> tuple[str, ...]:
    gone = f"tài khoản {row.actor_id}" if row.actor_id else "hệ thống"
    return (
        f"{timezone.localtime(row.at):%H:%M:%S %d/%m/%Y}",
        str(row.actor) if row.actor else gone,
        selectors.action_words(row.action),
        selectors.target_words(row.target),
        selectors.facts_words(row.data),
        row.address or "",
    )


def roles_table(user: User, asked: Words) -> Extract:
    """The roles of the list, the newest first."""
    role = asked.get("vai-tro", "")
    found = selectors.grants_found(
        scope=scope_of(user),
        text=asked.get("tim", "")[:80].strip(),
        role=role if role in Role.values else "",
        ended="het-han" in asked,
    )
    return Extract(
        Sheet("Vai trò", _ROLES, (_grant(row) for row in found.iterator(chunk_size=_BATCH))),
        found.count(),
        f"vai-tro-{timezone.localdate():%Y-%m-%d}",
        target=RoleGrant._meta.label_lower,
    )


def _grant(row: RoleGrant) -> tuple[object, ...]:
    return (
        row.user.full_name,
        row.user.contact,
        row.get_role_display(),
        str(row.organisation or row.area),
        row.valid_from,
        row.valid_to,
        str(row.granted_by) if row.granted_by else "hệ thống",
    )


TABLES = (
    Table("nhat-ky", "Nhật ký", log_table, personal=True, gate="may_read_log"),
    Table("vai-tro", "Vai trò", roles_table, personal=True, gate="may_see_roles"),
)
