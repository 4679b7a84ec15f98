"""Roles that people hold, and acts that need a second person."""

from datetime import date
from typing import Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from lms.core.models.accounts import User
from lms.core.models.places import Area, Organisation
from lms.core.roles import Role


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Roles that people hold."""

    def valid_on(self, day: date) -> Self:
        """Grants that hold on `day`; `valid_to` is the last day."""
        goes_on = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(goes_on, valid_from__lte=day)


# `valid_on` by hand: every screen asks it, and the ORM takes three times as long to write it. With
# it, so that it stays one query, the communes that were merged into others by that day.
_HELD = """
SELECT role, area_id, organisation_id, '' FROM core_rolegrant
WHERE user_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
UNION ALL
SELECT '', code, NULL, successor_id FROM core_area WHERE ended_on < %s
"""


def roles_held(
    *, user_id: int, day: date
) -> tuple[list[tuple[str, str, int | None]], list[tuple[str, str]]]:
    """What an account may do on `day`, and the communes that had ended by then.

    (role, code of the area, organisation) of each grant that holds; (code, code of the one that
    goes on) of each commune.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [user_id, *[day.isoformat()] * 3])
        rows = cursor.fetchall()
    grants = [(role, area, unit) for role, area, unit, _ in rows if role]
    return grants, [(area, into) for role, area, _, into in rows if not role]


class RoleGrant(models.Model):
    """A role that somebody holds for an area or an organisation, from, to, given by whom.

    Written by `services.grant_role`. Personal data: who holds which office.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="địa bàn")
    # Only for an agency officer, whose role ends at the walls of the organisation.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="cơ quan, đơn vị"
    )
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="người giao"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò được giao"
        verbose_name_plural = "vai trò được giao"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "valid_from"],
                condition=Q(organisation__isnull=True),
                name="grant_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "valid_from"],
                condition=Q(organisation__isnull=False),
                name="grant_once_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(role="agency_officer", organisation__isnull=False)
                | (~Q(role="agency_officer") & Q(organisation__isnull=True)),
                name="grant_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area}"


class Approval(models.Model):
    """An act of weight that happens only when a second person agrees.

    Asked, agreed to and refused through `approvals`; `act` is a code of `approvals.ACTS`, `data`
    its arguments as ids. Personal data: who asked and who decided.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ người thứ hai"
        DONE = "done", "đã đồng ý và thực hiện"
        REFUSED = "refused", "đã từ chối"

    act = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    words = models.CharField("việc sẽ làm", max_length=300)
    reason = models.CharField("lý do", max_length=300)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "việc cần người thứ hai"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "target"], condition=Q(state="waiting"), name="asked_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="two_different_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words
