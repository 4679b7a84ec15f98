"""The end of a class: by which rule, who met it, and whose hours are credited."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.classes.models import ClassScoped, Session, TrainingClass
from learners.people.models import Learner
from lms.core.models import User


class ClosingRule(models.Model):
    """What somebody in a class must have done to have finished; a change is a new row.

    Loaded by `services.load_closing_rule`. No personal data.
    """

    version = models.CharField("phiên bản", max_length=20, unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    decision = models.CharField("căn cứ", max_length=200)
    percent_there = models.PositiveSmallIntegerField("phần trăm số buổi phải có mặt", default=80)
    tasks_needed = models.PositiveSmallIntegerField("số việc thực hành làm được", default=1)

    class Meta:
        verbose_name = "quy định hoàn thành lớp"
        verbose_name_plural = "quy định hoàn thành lớp"
        constraints = [
            models.CheckConstraint(
                condition=Q(percent_there__gte=1, percent_there__lte=100),
                name="closing_rule_can_be_met",
            )
        ]

    def __str__(self) -> str:
        return self.version


class ClosingQuerySet(ClassScoped["Closing"]):
    """Closings; seen with the class."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"


class Closing(models.Model):
    """A class was closed, and perhaps opened again; the last one without a reopening stands.

    Written by `services`. Personal data: who closed and who opened again.
    """

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="closings")
    rule = models.ForeignKey(ClosingRule, models.PROTECT, related_name="+")
    # How many were seated, finished now, finished before, attended without finishing, missed.
    counts = models.JSONField(default=dict)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("kết thúc lúc", default=timezone.now)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reason = models.CharField("lý do mở lại", max_length=300, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "lần kết thúc lớp"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"],
                condition=Q(reopened_at__isnull=True),
                name="one_standing_closing",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reason="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reason=""),
                name="reopened_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"kết thúc lớp {self.training_class_id}"


class AttendanceFactQuerySet(ClassScoped["AttendanceFact"]):
    """Facts of attendance: seen with the class, and by the person."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own, and those of the classes one teaches."""
        return super().own(user) | Q(learner__user=user)


class AttendanceFact(models.Model):
    """How often somebody was there in a class that ended: what a giấy xác nhận tham gia stands on.

    Written at closing, and brought up to date when a class that was opened again is closed again.
    Personal data: who learnt where.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="attendance_facts"
    )
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="attendance_facts")
    there = models.PositiveSmallIntegerField("số buổi có mặt")
    held = models.PositiveSmallIntegerField("số buổi đã học")
    enough = models.BooleanField("đủ để xác nhận tham gia")

    objects = AttendanceFactQuerySet.as_manager()

    class Meta:
        verbose_name = "việc tham gia lớp"
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "learner"], name="one_attendance_fact_a_class"
            ),
            models.CheckConstraint(condition=Q(there__lte=F("held")), name="there_at_most_as_held"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} trong lớp {self.training_class_id}"

    def merge_rank(self) -> tuple[bool, int]:
        """Of two for one person the greater one counts: who was there more often."""
        return self.enough, self.there


class HoursCreditQuerySet(ClassScoped["HoursCredit"]):
    """Hours: seen with the class, and by whose they are."""

    class_path = "session__training_class"
    commune_path = "session__training_class__commune"
    organisation_path = "session__training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own, and those of the classes one teaches."""
        return super().own(user) | Q(learner__user=user)


class HoursCredit(models.Model):
    """Minutes that somebody taught, assisted or helped in a session of a class that ended.

    Derived at closing from the trainers, the sessions held and the help noted; closing again gives
    the same. Personal data: who worked where.
    """

    class Kind(models.TextChoices):
        TAUGHT = "taught", "dạy"
        ASSISTED = "assisted", "trợ giảng"
        HELPED = "helped", "giúp người học"

    session = models.ForeignKey(Session, models.CASCADE, related_name="hours")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="hours")
    kind = models.CharField("việc", max_length=8, choices=Kind)
    minutes = models.PositiveSmallIntegerField("số phút")

    objects = HoursCreditQuerySet.as_manager()

    class Meta:
        verbose_name = "giờ được ghi nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "learner", "kind"], name="hours_credited_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1_440), name="hours_of_one_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} buổi {self.session_id}"
