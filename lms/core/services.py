"""What changes accounts and roles."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.core import approvals, audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import Approval, Area, Organisation, RoleGrant, User
from lms.core.roles import AUTHOR_GROUP, CHANGERS, DECIDERS, Role

GRANT_ROLE = "core.grant_role"


@transaction.atomic
def ask_for_role(
    *,
    user: User,
    role: Role,
    area: Area,
    actor: User,
    reason: str,
    organisation: Organisation | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Approval | RoleGrant:
    """Ask that `user` be given a role: a second person decides (`acts`).

    The very first operator, while there is nobody else to decide, gives at once. Raises DomainError
    when the role is not theirs to give, or does not fit its place or days.
    """
    first_day = valid_from or timezone.localdate()
    _check_grant(role, area, organisation, first_day, valid_to)
    _check_independent(user, role, first_day, valid_to)
    if not scope_of(actor).may_give(role, area.pk, organisation.pk if organisation else None):
        raise DomainError("Bạn chỉ giao được vai trò trong phạm vi mình phụ trách.")
    if _is_first_operator(actor):
        return grant_role(
            user=user, role=role, area=area, actor=actor, valid_from=first_day, valid_to=valid_to
        )
    place = f"o{organisation.pk}" if organisation else area.pk
    return approvals.ask(
        act=GRANT_ROLE,
        target=f"core.user:{user.pk}:{role}:{place}",
        data={
            "user": user.pk,
            "role": str(role),
            "area": area.pk,
            "organisation": organisation.pk if organisation else None,
            "valid_from": str(first_day),
            "valid_to": str(valid_to) if valid_to else None,
        },
        reason=reason,
        actor=actor,
    )


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    area: Area,
    actor: User | None,
    second: User | None = None,
    organisation: Organisation | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """Give `user` a role for `area` or `organisation`; giving the same again changes nothing.

    `actor` asked and `second` agreed; commands and demos give with neither. Authors also join
    Wagtail's author group, operators may open the operators' pages. Raises DomainError when the
    role does not fit its place or days, or when nobody agreed.
    """
    first_day = valid_from or timezone.localdate()
    _check_grant(role, area, organisation, first_day, valid_to)
    _check_independent(user, role, first_day, valid_to)
    if actor and not second:
        _check_alone(actor, role)
    # An organisation that moves to another area keeps its officers.
    place = {"organisation": organisation} if organisation else {"area": area, "organisation": None}
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        valid_from=first_day,
        **place,
        defaults={"area": area, "valid_to": valid_to, "granted_by": actor},
    )
    align_rights(user=user)
    if is_new:
        facts: dict[str, object] = {"role": role, "area": area.pk}
        if organisation:
            facts["organisation"] = organisation.pk
        if second:
            facts["second"] = second.pk
        audit.record(actor=actor, action="core.grant_role", target=grant, **facts)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, valid_to: date, actor: User | None) -> RoleGrant:
    """Set the last day of a role, sooner than it was: taking away needs no second person.

    Raises DomainError for a later day, which would be giving (`ask_for_role`), and when the role is
    not theirs to end.
    """
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if actor and not scope_of(actor).may_give(grant.role, grant.area_id, grant.organisation_id):
        raise DomainError("Bạn chỉ kết thúc được vai trò trong phạm vi mình phụ trách.")
    if valid_to < grant.valid_from:
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if grant.valid_to and valid_to > grant.valid_to:
        raise DomainError("Muốn kéo dài vai trò, hãy giao lại để người thứ hai đồng ý.")
    grant.valid_to = valid_to
    grant.save(update_fields=["valid_to"])
    align_rights(user=grant.user)
    audit.record(actor=actor, action="core.end_role", target=grant, valid_to=str(valid_to))
    return grant


@transaction.atomic
def reset_second_factor(*, user: User, actor: User | None) -> None:
    """Take all second factors from an account whose owner lost them, and sign it out everywhere.

    They sign in by a code to their phone or mailbox and set up a new one: whoever does this has
    made sure of who is asking. Twice is once.
    """
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()  # sessions hang on it: all of them end
    user.save(update_fields=["password"])
    audit.record(actor=actor, action="core.reset_second_factor", target=user)


def _check_grant(
    role: Role,
    area: Area,
    organisation: Organisation | None,
    valid_from: date,
    valid_to: date | None,
) -> None:
    if role == Role.COMMUNE_OFFICER and area.level != Area.Level.COMMUNE:
        raise DomainError("Cán bộ xã, phường phải được giao cho một xã hoặc phường.")
    if (role == Role.AGENCY_OFFICER) != (organisation is not None):
        raise DomainError(
            "Cán bộ cơ quan, đơn vị phải được giao cho một cơ quan, đơn vị; vai trò khác thì không."
        )
    if organisation and (into := organisation.successor):
        raise DomainError(f"{organisation} nay là phần của {into}. Hãy giao vai trò ở {into}.")
    if valid_to and valid_to < valid_from:
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")


def _check_independent(user: User, role: Role, valid_from: date, valid_to: date | None) -> None:
    """Who audits does not, in the same days, hold what is audited."""
    if role not in CHANGERS | {Role.AUDITOR}:
        return
    others = CHANGERS if role == Role.AUDITOR else {Role.AUDITOR}
    held = user.grants.filter(role__in=others).exclude(valid_to__lt=valid_from)
    if valid_to:
        held = held.filter(valid_from__lte=valid_to)
    if other := held.first():
        raise DomainError(
            f"Người này đang giữ vai trò {other.get_role_display()}. Người kiểm tra, thanh tra "
            "không đồng thời quản lý số liệu: hãy kết thúc vai trò kia trước."
        )


def _check_alone(actor: User, role: Role) -> None:
    """The first operator gives alone only what makes a second person."""
    if not _is_first_operator(actor):
        raise DomainError("Giao vai trò cần một người thứ hai đồng ý.")
    if role not in DECIDERS:
        raise DomainError(
            "Trước hết hãy giao cho một cán bộ tỉnh hoặc người vận hành nữa: "
            "các vai trò khác cần hai người."
        )


def _is_first_operator(actor: User) -> bool:
    """An operator while nobody else could be the second person."""
    today = RoleGrant.objects.valid_on(timezone.localdate()).filter(role__in=DECIDERS)
    others = User.objects.filter(is_active=True).exclude(pk=actor.pk)
    others = others.filter(Q(is_superuser=True) | Q(pk__in=today.values("user")))
    return Role.OPERATOR in scope_of(actor).roles and not others.exists()


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
