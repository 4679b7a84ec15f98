"""Who was reminded of what, and the letters to officers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.announcing.models import Announcement
from learners.campaigns.models.campaigns import Campaign
from learners.people.models import Learner
from lms.core.models import User


class Reminder(models.Model):
    """Somebody was reminded at one step of a campaign: once, whatever runs how often.

    What came of it by which way stands in the deliveries of `announcement`. Written by `reminding`.
    Personal data: who had not finished by when.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reminders")
    step = models.SmallIntegerField("số ngày trước hạn")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="reminders")
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="reminders")

    class Meta:
        verbose_name = "lượt nhắc"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step", "learner"], name="reminded_once_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"lượt nhắc {self.pk}"


class Letter(models.Model):
    """A letter to an officer, once for what `key` names; its words are made when it goes.

    *Sending* is committed before anything leaves the house: a worker that is killed in between
    leaves an uncertain letter, and nobody gets two. Written by `letters`. Personal data: who was
    written to; the address stands nowhere.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        FAILED = "failed", "chưa gửi được"

    user = models.ForeignKey(User, models.CASCADE, related_name="letters")
    key = models.CharField(max_length=40)
    state = models.CharField("tình trạng", max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    tried_at = models.DateTimeField("thử lúc", default=timezone.now)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    problem = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "thư gửi cán bộ"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_letter_a_key"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="letter_sent_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"thư {self.pk}"


class Subscription(models.Model):
    """An officer asked for the weekly summary, at the address that is verified on their account.

    Taken back, the row is gone. Written by `weekly`. Personal data: the address.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    address = models.EmailField("thư điện tử")
    asked_at = models.DateTimeField("bật lúc", default=timezone.now)

    class Meta:
        verbose_name = "đăng ký bản tin tuần"

    def __str__(self) -> str:
        return f"bản tin của tài khoản {self.user_id}"
