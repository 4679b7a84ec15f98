"""Long tasks: how far they are, and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.core.models.accounts import User


class Job(models.Model):
    """A task that takes longer than a page may: its progress, its end, its failure in words.

    The broker is only the bell: `core.resume_jobs` rings again for a job whose worker has not been
    heard of for a while. `task` is the name of a Celery task that takes this row's id and may be
    run again at any point. Written by `jobs`. Personal data: who started it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "đang chờ"
        RUNNING = "running", "đang chạy"
        PAUSED = "paused", "tạm dừng"
        DONE = "done", "đã xong"
        FAILED = "failed", "không làm được"

    task = models.CharField(max_length=60)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    problem = models.CharField("lỗi", max_length=300, blank=True)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Which worker holds it and until when; whoever lost the lease stops at its next step.
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "việc chạy nền"
        indexes = [
            models.Index(
                fields=["leased_until"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_unfinished",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | (~Q(state__in=["done", "failed"]) & Q(ended_at__isnull=True)),
                name="job_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return self.done * 100 // self.total if self.total else 0
