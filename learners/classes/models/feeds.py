"""Private addresses of calendars."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.models import User


class CalendarFeed(models.Model):
    """The private address of somebody's calendar of sessions, which programs read without a login.

    The row alone opens nothing: the address also holds a proof made from SECRET_KEY. What is in the
    calendar is asked anew each time. Written by `calendar`. Personal data: whose calendar it is.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    nonce = models.CharField(max_length=16, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "địa chỉ lịch riêng"
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(ended_at__isnull=True), name="one_feed_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"địa chỉ lịch {self.pk}"
