"""The register of attendance: every mark that was made, and what counts of them."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.classes.models import ClassScoped, ModelT, Seat, Session
from lms.core.models import User


class Presence(models.TextChoices):
    """What the register says of somebody in a session; `present` to `left_early` were there."""

    PRESENT = "present", "có mặt"
    LATE = "late", "đến muộn"
    LEFT_EARLY = "left_early", "về sớm"
    EXCUSED = "excused", "vắng có phép"
    ABSENT = "absent", "vắng"


THERE = (Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY)


class _MarkScoped(ClassScoped[ModelT]):
    class_path = "session__training_class"
    commune_path = "session__training_class__commune"
    organisation_path = "session__training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own, and those of the classes one teaches."""
        return super().own(user) | Q(seat__learner__user=user)


class MarkQuerySet(_MarkScoped["Mark"]):
    """Marks."""


class Mark(models.Model):
    """Somebody was marked in the register: one entry, kept for ever, whoever overrules it later.

    `id` is made by the phone that marked, so that the same mark sent twice is one. What counts is
    `Attendance`, the strongest mark (`attendance.rules`). Only added, by `attendance.services`; the
    database itself refuses the rest (`attendance.guarding`).
    Personal data: who was where.
    """

    class How(models.TextChoices):
        TAP = "tap", "giảng viên chạm tên"
        SCAN = "scan", "học viên quét QR"
        PAPER = "paper", "tờ điểm danh giấy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, models.CASCADE, related_name="marks", db_index=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="marks")
    presence = models.CharField("điểm danh", max_length=10, choices=Presence)
    how = models.CharField("cách", max_length=5, choices=How)
    # On the clock of the phone, never later than it was received.
    made_at = models.DateTimeField("đánh dấu lúc")
    received_at = models.DateTimeField("nhận lúc", default=timezone.now)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # Which phone or browser it came from: a keyed hash, told apart but not known.
    device = models.CharField(max_length=16, blank=True)
    # What it was read from, by whoever keeps that (`paper`); empty for a tap and a scan.
    evidence = models.CharField(max_length=64, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = "lần điểm danh"
        indexes = [
            models.Index(fields=["session", "device"], name="mark_by_device"),
            models.Index(fields=["session", "seat"], name="mark_by_seat"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__lte=F("received_at")), name="mark_made_before_received"
            )
        ]

    def __str__(self) -> str:
        return f"điểm danh {self.pk}"


class AttendanceQuerySet(_MarkScoped["Attendance"]):
    """The register."""

    def there(self) -> Self:
        """Those who were there, on time or not."""
        return self.filter(presence__in=THERE)


class Attendance(models.Model):
    """What counts of one person in one session: the mark that overrules all others.

    Derived from `Mark` by `attendance.services`, in the same transaction; recounting gives the
    same. Personal data: who was where.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="attendances")
    mark = models.OneToOneField(Mark, models.PROTECT, related_name="+")
    presence = models.CharField("điểm danh", max_length=10, choices=Presence)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "điểm danh"
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="one_attendance_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} buổi {self.session_id}"
