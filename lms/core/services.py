"""What changes accounts and roles."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from lms.core import audit
from lms.core.errors import DomainError
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
    Raises DomainError when a commune officer is given anything but a commune.
    """
    if role == Role.COMMUNE_OFFICER and area.level != Area.Level.COMMUNE:
        raise DomainError("Cán bộ xã, phường phải được giao cho một xã hoặc phường.")
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        area=area,
        valid_from=valid_from or timezone.localdate(),
        defaults={"valid_to": valid_to, "granted_by": actor},
    )
    align_rights(user=user)
    if is_new:
        audit.record(actor=actor, action="core.grant_role", target=grant, role=role, area=area.pk)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, valid_to: date | None, actor: User | None) -> RoleGrant:
    """Set the last day of a role; None lets it run on."""
    grant.valid_to = valid_to
    grant.save(update_fields=["valid_to"])
    align_rights(user=grant.user)
    audit.record(actor=actor, action="core.end_role", target=grant, valid_to=str(valid_to))
    return grant


def align_rights(*, user: User) -> None:
    """Give what the roles held today open, take what roles that ended had opened.

    Who never was granted a role keeps what they have: `createsuperuser` makes a first operator.
    """
    ever = set(user.grants.values_list("role", flat=True))
    today = set(user.grants.valid_on(timezone.localdate()).values_list("role", flat=True))
    if Role.AUTHOR in today:
        user.groups.add(Group.objects.get_or_create(name=AUTHOR_GROUP)[0])
    elif Role.AUTHOR in ever:
        user.groups.remove(*user.groups.filter(name=AUTHOR_GROUP))
    operates = Role.OPERATOR in today
    if Role.OPERATOR in ever and (user.is_staff, user.is_superuser) != (operates, operates):
        user.is_staff = user.is_superuser = operates
        user.save(update_fields=["is_staff", "is_superuser"])


def align_all_rights() -> None:
    """Roles begin and end with the day: bring everybody's rights in line with today."""
    dated = RoleGrant.objects.filter(role__in=(Role.AUTHOR, Role.OPERATOR))
    for user in User.objects.filter(pk__in=dated.values("user")):
        align_rights(user=user)


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
