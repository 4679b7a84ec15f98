"""The way of a person into a tier and in it: rules, files, their steps, and what was confirmed."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.people.models import Learner
from learners.trainers.languages import in_words
from learners.trainers.models.appointments import Tier
from learners.trainers.states import CHOICES, IN_FORCE, State, state_on
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, User


class TrainerRule(models.Model):
    """What a tier asks for to be entered, learnt, judged and kept; a change is a new row.

    `conditions` are those of `conditions.Condition`. Loaded by `loading.load_rules`.
    No personal data.
    """

    tier = models.CharField("bậc", max_length=8, choices=Tier)
    version = models.CharField("phiên bản", max_length=20)
    valid_from = models.DateField("áp dụng từ ngày")
    decision = models.CharField("căn cứ", max_length=200)
    conditions = models.JSONField("điều kiện")
    months_valid = models.PositiveSmallIntegerField("công nhận trong bao nhiêu tháng")
    missed_periods = models.PositiveSmallIntegerField("số kỳ thiếu thì xem xét tạm ngừng")
    pass_average = models.DecimalField("điểm giảng thử để đạt", max_digits=3, decimal_places=2)
    lowest_score = models.PositiveSmallIntegerField("không tiêu chí nào dưới")

    class Meta:
        verbose_name = "quy định về giảng viên"
        constraints = [
            models.UniqueConstraint(fields=["tier", "version"], name="one_trainer_rule_a_version"),
            models.CheckConstraint(
                condition=Q(
                    months_valid__gte=1,
                    pass_average__gte=1,
                    pass_average__lte=4,
                    lowest_score__gte=1,
                    lowest_score__lte=4,
                ),
                name="trainer_rule_can_be_met",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.version}"


class TrainerFileQuerySet(ScopedQuerySet["TrainerFile"]):
    """Files; each belongs to its learner."""

    commune_path = "area"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def standing(self) -> Self:
        """Those of people who stand on the register."""
        return self.filter(learner__merged_into__isnull=True, learner__erased_at__isnull=True)

    def in_state_on(self, state: State, day: date) -> Self:
        """Those in a state on `day`, as `states.state_on` has it."""
        lapsed = Q(state__in=IN_FORCE, valid_to__lt=day)
        if state == State.EXPIRED:
            return self.filter(Q(state=state) | lapsed)
        return self.filter(state=state).exclude(lapsed)


class TrainerFile(models.Model):
    """The file of a person in a tier: where they stand, who trained them, in what they can teach.

    `valid_from` is since when they are appointed without a break, `valid_to` the last day of it.
    `missing` is how many conditions were not met when `reviewing` last looked: for lists; pages
    look anew. Written by `services` and `appointing`. Personal data: who is to teach, and their
    languages as they told them (never an ethnicity). `trained_by` may come to be oneself or a
    circle when records are merged; reading bears it.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="trainer_files")
    tier = models.CharField("bậc", max_length=8, choices=Tier)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    state = models.CharField("tình trạng", max_length=10, choices=CHOICES, default=State.CANDIDATE)
    state_since = models.DateField("từ ngày", default=timezone.localdate)
    valid_from = models.DateField("công nhận từ ngày", null=True, blank=True)
    valid_to = models.DateField("công nhận đến hết ngày", null=True, blank=True)
    trained_by = models.ForeignKey(
        Learner, models.PROTECT, null=True, blank=True, related_name="trained"
    )
    languages = models.JSONField("dạy được bằng tiếng", default=list, blank=True)
    missing = models.PositiveSmallIntegerField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    objects = TrainerFileQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ giảng viên"
        verbose_name_plural = "hồ sơ giảng viên"
        indexes = [
            models.Index(fields=["area", "tier", "state"], name="trainer_by_area"),
            models.Index(fields=["valid_to"], name="trainer_by_last_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "tier"], name="one_trainer_file_a_tier"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="trainer_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["appointed", "suspended"]) | Q(valid_from__isnull=False),
                name="appointed_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"hồ sơ giảng viên {self.pk}"

    def merge_rank(self) -> tuple[bool, int]:
        """Of two for one person the greater one counts: the one in force, then the older."""
        return self.state in IN_FORCE, -self.state_since.toordinal()

    @property
    def state_today(self) -> State:
        """Where they stand today."""
        return state_on(State(self.state), self.valid_to, timezone.localdate())

    @property
    def spoken(self) -> str:
        """The languages in words."""
        return in_words(self.languages)


class StateChange(models.Model):
    """A step of a file: from where to where, when, by whom and why. Only added.

    Written by `services` and `appointing`. Personal data: what happened to a trainer.
    """

    file = models.ForeignKey(TrainerFile, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, choices=CHOICES, blank=True)
    to_state = models.CharField(max_length=10, choices=CHOICES)
    changed_on = models.DateField(default=timezone.localdate)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "bước của hồ sơ giảng viên"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.from_state} {self.to_state}"


class Confirmation(models.Model):
    """What an officer confirmed of a condition that is not counted, with words and evidence.

    The newest one counts. Written by `services.confirm`. Personal data: what a trainer did.
    """

    file = models.ForeignKey(TrainerFile, models.CASCADE, related_name="confirmations")
    measure = models.CharField("điều kiện", max_length=40)
    number = models.DecimalField("bao nhiêu", max_digits=6, decimal_places=1)
    held_on = models.DateField("ngày")
    words = models.CharField("nội dung", max_length=300)
    evidence = models.CharField("minh chứng", max_length=250)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "xác nhận về giảng viên"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=0) & ~Q(evidence=""), name="confirmed_by_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.file_id}"
