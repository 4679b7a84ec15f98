"""Goals, what is carried over, and the counts of each day. No personal data in any of them."""

from django.db import models
from django.db.models import Q

from lms.core.models import Area


class Goal(models.Model):
    """What the province set out to reach: so many of an indicator, by a day, decided where.

    No personal data.
    """

    indicator = models.CharField("chỉ số", max_length=30)
    title = models.CharField("tên", max_length=120)
    number = models.PositiveIntegerField("chỉ tiêu")
    deadline = models.DateField("hạn")
    source = models.CharField("căn cứ", max_length=250)
    share_rule = models.CharField("cách chia cho xã, phường", max_length=250, blank=True)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        constraints = [
            models.UniqueConstraint(fields=["indicator"], name="one_goal_an_indicator"),
            models.CheckConstraint(condition=Q(number__gt=0), name="goal_is_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class GoalShare(models.Model):
    """A commune's part of a goal; `services.set_shares` keeps the sum equal to the goal.

    No personal data.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="shares")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("chỉ tiêu")

    class Meta:
        verbose_name = "chỉ tiêu của xã, phường"
        constraints = [models.UniqueConstraint(fields=["goal", "area"], name="one_share_an_area")]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.number}"


class DailyCount(models.Model):
    """The value of an indicator in an area at the end of a day, or by now today.

    Derived: `services.refresh_counts` can write any day again from the facts.
    No personal data.
    """

    day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=30)
    value = models.PositiveIntegerField()

    class Meta:
        verbose_name = "số liệu ngày"
        constraints = [
            models.UniqueConstraint(fields=["day", "indicator", "area"], name="one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.area_id} {self.indicator} {self.value}"


class CountedDay(models.Model):
    """When a day was last counted: the "as of" of every page. Moves even when no value does.

    No personal data.
    """

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "ngày đã đếm"

    def __str__(self) -> str:
        return f"{self.day}"


class OpeningBalance(models.Model):
    """A total reported before the register began; never added to what is counted.

    Shown in a band of its own, with its source, unit and evidence. No personal data.
    """

    class Unit(models.TextChoices):
        ATTENDANCES = "attendances", "lượt"
        PEOPLE = "people", "người"

    title = models.CharField("tên", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    number = models.PositiveIntegerField("số")
    unit = models.CharField("đơn vị tính", max_length=12, choices=Unit)
    source = models.CharField("nguồn", max_length=250)
    reported_on = models.DateField("ngày báo cáo", null=True, blank=True)
    evidence = models.CharField("minh chứng", max_length=250, blank=True)

    class Meta:
        verbose_name = "số liệu chuyển kỳ trước"
        verbose_name_plural = "số liệu chuyển kỳ trước"
        constraints = [
            models.UniqueConstraint(fields=["area", "source"], name="balance_once_a_source")
        ]

    def __str__(self) -> str:
        return self.title
