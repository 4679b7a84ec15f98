"""Papers issued, revoked or replaced for many at once: who was shown, and what became of each."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.papers.models import LONGEST_REASON, Certificate
from learners.classes.models import TrainingClass
from learners.study.models import Enrolment
from learners.trainers.models import Appointment
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, Job, Organisation, User


class BatchQuerySet(ScopedQuerySet["Batch"]):
    """Batches: seen by whose place or agency they are about, and by who made them."""

    owner_path = "made_by"


class Batch(models.Model):
    """One act on many papers (đợt): first shown, then carried out on exactly those shown.

    Drafted by `services.draft_issue` and `services.draft_end`, confirmed or dropped by `services`,
    carried out by the jobs of its lanes (`working`), which may be killed at any point. It is over
    when no row waits. Personal data: who made it; its rows say whose papers.
    """

    class Act(models.TextChoices):
        ISSUE = "issue", "cấp giấy"
        REVOKE = "revoke", "thu hồi giấy"
        REPLACE = "replace", "cấp lại giấy"

    class State(models.TextChoices):
        DRAFT = "draft", "chờ xác nhận"
        ASKED = "asked", "chờ người thứ hai"
        GOING = "going", "đang làm"
        DROPPED = "dropped", "đã bỏ"

    act = models.CharField("việc", max_length=8, choices=Act)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.DRAFT)
    kind = models.CharField("loại giấy", max_length=10, choices=[(k, k.heading) for k in Kind])
    # What it is about: where it belongs to, and the condition in words.
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("của ai", max_length=300)
    reason = models.CharField("lý do", max_length=LONGEST_REASON, blank=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lúc", default=timezone.now)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt cấp giấy"
        ordering = ["-id"]
        indexes = [models.Index(fields=["commune", "-id"], name="batch_by_commune")]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="issue") | ~Q(reason=""), name="papers_end_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"đợt {self.pk}"


class Lane(models.Model):
    """Some rows of a batch and the job that works on them: two workers share a batch by lanes.

    Made by `services.start`. No personal data.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lanes")
    number = models.PositiveSmallIntegerField()
    job = models.OneToOneField(Job, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_job_a_lane")]

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.number}"


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    """Rows of batches."""

    def waiting(self) -> Self:
        """Those of whom nothing has come yet."""
        return self.filter(state=BatchRow.State.WAITING)


class BatchRow(models.Model):
    """One paper of a batch, by what it is about, and what came of it.

    Written by `services` when it is shown, and by `working`. Personal data: whose paper it is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "đang chờ"
        DONE = "done", "đã làm"
        HAD = "had", "đã có từ trước"
        CANNOT = "cannot", "chưa làm được"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    lane = models.PositiveSmallIntegerField()
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of an end: the paper that ends. Of an issue: the one that was made, or was there before.
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField("kết quả", max_length=8, choices=State, default=State.WAITING)
    words = models.CharField("lý do", max_length=250, blank=True)

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        indexes = [
            models.Index(
                fields=["batch", "lane", "place"],
                condition=Q(state="waiting"),
                name="batch_row_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="one_row_a_place"),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False)
                | Q(appointment__isnull=False)
                | Q(certificate__isnull=False),
                name="batch_row_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.place}"
