"""Who was appointed as a trainer, by which decision, from when to when; and who was suspended."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, User


class Tier(models.TextChoices):
    """The two tiers; a tier gives no rights, roles do."""

    CORE = "core", "giảng viên nòng cốt"
    EXPERT = "expert", "chuyên gia cấp tỉnh"


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    """Appointments; each belongs to its learner."""

    commune_path = "area"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def valid_on(self, day: date) -> Self:
        """Appointments in force on `day`; `valid_to` is the last day, `revoked_on` none any more.

        Also those of people who are suspended: what counts is `active_on`.
        """
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=day),
            valid_from__lte=day,
        )

    def active_on(self, day: date) -> Self:
        """Those in force on `day` whose person was not suspended then: what the numbers count."""
        paused = Suspension.objects.on(day).filter(
            learner=OuterRef("learner"), tier=OuterRef("tier")
        )
        return self.valid_on(day).filter(~Exists(paused))


class Appointment(models.Model):
    """A person appointed as trainer of a tier for an area. A tier gives no rights: roles do.

    A renewal is a new appointment. Written by `appointing`. Personal data: who was appointed. Read
    by the indicators of `monitoring`.
    """

    Tier = Tier

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="appointments")
    tier = models.CharField("bậc", max_length=8, choices=Tier)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_date = models.DateField("ngày quyết định")
    issuer = models.CharField("cơ quan ban hành", max_length=150)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    # Taken back before its last day: from this day on it no longer holds.
    revoked_on = models.DateField("thôi hiệu lực từ ngày", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "giảng viên được công nhận"
        verbose_name_plural = "giảng viên được công nhận"
        indexes = [models.Index(fields=["tier", "valid_from"], name="appointment_by_tier")]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "tier", "valid_from"], name="appointed_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} {self.decision_number}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Suspensions."""

    def on(self, day: date) -> Self:
        """Those that hold on `day`."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day),
            valid_from__lte=day,
        )


class Suspension(models.Model):
    """Somebody appointed does not teach for now: from these days on they are not counted.

    A dated fact, so that any day counted again gives the same number. Written by `appointing`.
    Personal data: who was suspended and why.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="suspensions")
    tier = models.CharField("bậc", max_length=8, choices=Tier)
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    ended_on = models.DateField("dạy lại từ ngày", null=True, blank=True)
    words = models.CharField("lý do", max_length=300)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "lần tạm ngừng"
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "tier"],
                condition=Q(ended_on__isnull=True),
                name="one_open_suspension",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")),
                name="suspension_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"tạm ngừng {self.pk}"

    def merge_rank(self) -> int:
        """Of two for one person the greater one counts: the first."""
        return -self.valid_from.toordinal()
