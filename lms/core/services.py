"""What changes accounts and roles."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from lms.core import audit
from lms.core.models import Area, RoleGrant, User
from lms.core.roles import AUTHOR_GROUP, Role


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    area: Area,
    actor: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """Give `user` a role for `area`; giving the same again changes nothing.

    Authors also join Wagtail's author group, operators may open the operators' pages.
    """
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        area=area,
        valid_from=valid_from or timezone.localdate(),
        defaults={"valid_to": valid_to, "granted_by": actor},
    )
    if role == Role.AUTHOR:
        user.groups.add(Group.objects.get_or_create(name=AUTHOR_GROUP)[0])
    if role == Role.OPERATOR and not user.is_staff:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    if is_new:
        audit.record(actor=actor, action="core.grant_role", target=grant, role=role, area=area.pk)
    return grant


def mark_verified(*, user: User) -> None:
    """A code sent to this account's door was entered: the account is real from now on."""
    if user.verified_at is None:
        user.verified_at = timezone.now()
        user.save(update_fields=["verified_at"])


def forget_unverified_accounts() -> int:
    """Delete accounts whose code was never entered within a day; returns how many."""
    stale = User.objects.filter(
        verified_at__isnull=True,
        last_login__isnull=True,
        is_staff=False,
        grants__isnull=True,
        date_joined__lt=timezone.now() - timedelta(days=1),
    )
    return stale.delete()[0]
