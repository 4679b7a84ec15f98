"""A campaign of an agency: its goal, the lists that were brought for it, and who is meant."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.models import CoursePage
from learners.campaigns.ladder import LADDER
from learners.imports.models import Import
from learners.people.models import Learner
from lms.core.access import ScopedQuerySet, scope_of
from lms.core.models import Organisation, User


def ladder() -> list[int]:
    """The days on which people are reminded, unless somebody says otherwise."""
    return list(LADDER)


class CampaignQuerySet(ScopedQuerySet["Campaign"]):
    """Campaigns: seen by officers of the organisation, or above it, and of the province.

    Not by those of the commune where it stands: its people live anywhere.
    """

    owner_path = "responsible"

    def watched_by(self, user: User | AnonymousUser) -> Self:
        """The campaigns of the organisations that `user` watches over."""
        scope = scope_of(user)
        if scope.whole_province:
            return self
        return self.filter(organisation__in=scope.organisations)

    def open(self) -> Self:
        """Those whose result is not signed."""
        signed = SignOff.objects.standing().filter(campaign=OuterRef("pk"))
        return self.filter(~Exists(signed))


class Campaign(models.Model):
    """An agency's own goal (chiến dịch): so many of its people have done something by a day.

    What somebody has done is never stored here: it follows from the facts (`selectors`). Written by
    `services`, `reminding`. Personal data: who opened it and who answers for it.
    """

    class Counts(models.TextChoices):
        COURSE = "course", "hoàn thành một khóa"
        ANY = "any", "hoàn thành ít nhất một khóa, khóa nào cũng được"
        PROFICIENT = "proficient", "được sát hạch thành thạo kỹ năng AI cơ bản"

    class Unit(models.TextChoices):
        PERCENT = "percent", "phần trăm (%)"
        PEOPLE = "people", "người"

    class Reminding(models.TextChoices):
        ON = "on", "đang nhắc"
        PAUSED = "paused", "tạm dừng nhắc"
        STOPPED = "stopped", "đã thôi nhắc"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị"
    )
    title = models.CharField("tên", max_length=120)
    counts = models.CharField("tính người đã", max_length=10, choices=Counts)
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="khóa"
    )
    number = models.PositiveIntegerField("chỉ tiêu")
    unit = models.CharField("đơn vị tính", max_length=7, choices=Unit)
    deadline = models.DateField("hạn")
    decision = models.CharField("căn cứ", max_length=250)
    responsible = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người chịu trách nhiệm"
    )
    # Days before the deadline on which people are reminded; see `ladder`.
    steps = models.JSONField("các lần nhắc", default=ladder)
    reminding = models.CharField(
        "tình trạng nhắc", max_length=7, choices=Reminding, default=Reminding.ON
    )
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_on = models.DateField("mở ngày", default=timezone.localdate)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "chiến dịch"
        verbose_name_plural = "chiến dịch"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts="course", course__isnull=False)
                | ~Q(counts="course") & Q(course__isnull=True),
                name="campaign_names_its_course",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & (Q(unit="people") | Q(number__lte=100)),
                name="campaign_can_be_reached",
            ),
            models.CheckConstraint(condition=~Q(decision=""), name="campaign_has_a_decision"),
        ]

    def __str__(self) -> str:
        return f"chiến dịch {self.pk}"


class CampaignList(models.Model):
    """A list of people that was brought for a campaign: a list of the register from the start.

    `counts` says how many of it came to the campaign and how many stood there before. Written by
    `rosters`. Personal data: none beside the list.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="lists")
    list = models.OneToOneField(Import, models.PROTECT, related_name="for_campaign")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = "danh sách của chiến dịch"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"danh sách {self.list_id} của chiến dịch {self.campaign_id}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Who is meant."""

    def on(self, day: date) -> Self:
        """Those who are meant at the end of `day`, each person once."""
        return self.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=day),
            added_on__lte=day,
            learner__merged_into__isnull=True,
        )


class Member(models.Model):
    """A person who is meant by a campaign, since a day, by which way; and why no longer.

    Who left stays visible. Written by `rosters`. Personal data: who works where, and why they left.
    """

    class Via(models.TextChoices):
        REGISTER = "register", "theo sổ của cơ quan"
        LIST = "list", "theo danh sách"
        PICKED = "picked", "chọn từng người"

    class Reason(models.TextChoices):
        LEFT_WORK = "left_work", "nghỉ việc"
        MOVED = "moved", "chuyển công tác"
        RETIRED = "retired", "nghỉ hưu"
        MISTAKE = "mistake", "đưa vào nhầm"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="campaigns")
    via = models.CharField("đưa vào bằng", max_length=8, choices=Via)
    added_on = models.DateField("đưa vào ngày", default=timezone.localdate)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    left_on = models.DateField("ra khỏi ngày", null=True, blank=True)
    left_reason = models.CharField("lý do", max_length=9, choices=Reason, blank=True)
    left_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "người trong chiến dịch"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "learner"], name="meant_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_reason="")
                | Q(left_on__isnull=False) & ~Q(left_reason=""),
                name="left_a_campaign_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"người {self.pk} của chiến dịch {self.campaign_id}"

    def merge_rank(self) -> tuple[bool, int]:
        """Of two for one person the greater one counts: who is still meant, the earlier one."""
        return self.left_on is None, -self.added_on.toordinal()


class SignOffQuerySet(models.QuerySet["SignOff"]):
    """Results."""

    def standing(self) -> Self:
        """Those that were not opened again."""
        return self.filter(reopened_at__isnull=True)


class SignOff(models.Model):
    """The result of a campaign as the responsible officer signed it; never changed.

    Opened again with a reason, it stays beside the next one. `sha256` is of `result`
    (`signing.digest`), which holds the numbers and, by id, who counted. Written by `signing`.
    Personal data: ids of people, who signed, who opened again.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sign_offs")
    day = models.DateField("số liệu đến hết ngày")
    result = models.JSONField("kết quả")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("ký lúc", default=timezone.now)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reason = models.CharField("lý do mở lại", max_length=300, blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả đã ký"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(reopened_at__isnull=True),
                name="one_standing_sign_off",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reason="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reason=""),
                name="sign_off_reopened_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"kết quả {self.pk} của chiến dịch {self.campaign_id}"
