"""The trainer register: who was appointed to teach, by which decision, from when to when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import Area


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    """Appointments; each belongs to its learner."""

    commune_path = "area"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def valid_on(self, day: date) -> Self:
        """Appointments in force on `day`; `valid_to` is the last day."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Appointment(models.Model):
    """A person appointed as trainer of a tier for an area. A tier gives no rights: roles do.

    Personal data: who was appointed. Read by the indicators of `monitoring`.
    """

    class Tier(models.TextChoices):
        CORE = "core", "giảng viên nòng cốt"
        EXPERT = "expert", "chuyên gia cấp tỉnh"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="appointments")
    tier = models.CharField("bậc", max_length=8, choices=Tier)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_date = models.DateField("ngày quyết định")
    issuer = models.CharField("cơ quan ban hành", max_length=150)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

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
