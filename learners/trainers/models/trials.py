"""The teaching assessment: who judges whom, and what each of the two found alone."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.trainers.models.files import TrainerFile, TrainerRule
from lms.core.access import ScopedQuerySet
from lms.core.models import User


class TrialQuerySet(ScopedQuerySet["Trial"]):
    """Teaching assessments: seen by who sees the file as an officer, and by their assessors."""

    commune_path = "file__area"
    organisation_path = "file__learner__organisation"

    def own(self, user: User) -> Q:
        """Those that `user` was asked to judge."""
        return Q(pk__in=TrialSheet.objects.filter(assessor=user).values("trial"))

    def open(self) -> Self:
        """Those that wait for a score."""
        return self.filter(closed_at__isnull=True, cancelled_at__isnull=True)


class Trial(models.Model):
    """A teaching assessment (giảng thử): fifteen minutes, two assessors, each alone.

    Opened, scored and closed by `trials`. Personal data: how somebody taught.
    """

    file = models.ForeignKey(TrainerFile, models.CASCADE, related_name="trials")
    rule = models.ForeignKey(TrainerRule, models.PROTECT, related_name="+")
    held_on = models.DateField("ngày giảng thử")
    topic = models.CharField("bài giảng thử", max_length=200)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    average = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = "buổi giảng thử"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(closed_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_trial",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, average__isnull=True, passed__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    average__isnull=False,
                    passed__isnull=False,
                    cancelled_at__isnull=True,
                ),
                name="trial_is_open_or_judged",
            ),
        ]

    def __str__(self) -> str:
        return f"giảng thử {self.pk}"


_SCORES = ("c1", "c2", "c3", "c4", "c5")


class TrialSheet(models.Model):
    """The sheet of one assessor: empty, or five scores from 1 to 4.

    Nobody else sees it before both are in. Written by `trials`. Personal data: who judged whom,
    and how.
    """

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="sheets")
    place = models.PositiveSmallIntegerField("người chấm thứ")
    assessor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    c1 = models.PositiveSmallIntegerField(null=True, blank=True)
    c2 = models.PositiveSmallIntegerField(null=True, blank=True)
    c3 = models.PositiveSmallIntegerField(null=True, blank=True)
    c4 = models.PositiveSmallIntegerField(null=True, blank=True)
    c5 = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField("nhận xét", max_length=500, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phiếu chấm giảng thử"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "place"], name="one_sheet_a_place"),
            models.UniqueConstraint(fields=["trial", "assessor"], name="judges_a_trial_once"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="two_judge_a_trial"),
            models.CheckConstraint(
                condition=Q(scored_at__isnull=True, **{f"{name}__isnull": True for name in _SCORES})
                | Q(
                    scored_at__isnull=False,
                    **{f"{name}__gte": 1 for name in _SCORES},
                    **{f"{name}__lte": 4 for name in _SCORES},
                ),
                name="trial_sheet_is_empty_or_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"phiếu chấm {self.pk}"

    @property
    def scores(self) -> list[int]:
        """The five scores; empty while there are none."""
        found = [getattr(self, name) for name in _SCORES]
        return found if None not in found else []
