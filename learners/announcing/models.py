"""What was said to a class or about something else, and to whom it came by which way."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.classes.models import ClassScoped, Session, TrainingClass
from learners.people.models import Learner
from lms.core.identity import LONGEST_NAME
from lms.core.models import Job, User

LONGEST_SUBJECT = 120
LONGEST_ABOUT = 250
LONGEST_TEXT = 1_000
IN_APP = "in_app"


class AnnouncementQuerySet(ClassScoped["Announcement"]):
    """Announcements: seen with their class."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"


class Announcement(models.Model):
    """Something said to the people of a class (thông báo), by somebody or by the class itself.

    What is said to people who sit in no class together has no class, and says in `about` what it is
    about. Written by `services`; the letters and messages are sent by the job (`sending`).
    Personal data: who wrote it, and the name it is signed with.
    """

    class Kind(models.TextChoices):
        WORDS = "words", "người viết"
        MOVED = "moved", "đổi buổi học"
        CANCELLED = "cancelled", "hủy buổi học"
        SEAT = "seat", "có chỗ trong lớp"
        REMINDER = "reminder", "nhắc buổi học"
        ENDED = "ended", "lớp kết thúc"
        OFF = "off", "lớp hủy"
        AIM = "aim", "nhắc hạn của chiến dịch"
        PAPER = "paper", "giấy thu hồi hoặc cấp lại"

    training_class = models.ForeignKey(
        TrainingClass,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name="lớp",
    )
    about = models.CharField("về việc chung", max_length=LONGEST_ABOUT, blank=True)
    kind = models.CharField("vì sao", max_length=9, choices=Kind, default=Kind.WORDS)
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="announcements"
    )
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    sender = models.CharField("người gửi", max_length=LONGEST_NAME)
    subject = models.CharField("về việc", max_length=LONGEST_SUBJECT)
    text = models.TextField("lời nhắn", max_length=LONGEST_TEXT)
    # The form that was filled in names the announcement itself: sent twice it is one.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField("lúc", default=timezone.now)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(kind="reminder"), name="reminded_once_a_session"
            ),
            models.CheckConstraint(
                condition=Q(training_class__isnull=False, about="")
                | Q(training_class__isnull=True) & ~Q(about=""),
                name="announced_to_a_class_or_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"thông báo {self.pk}"


class DeliveryQuerySet(ClassScoped["Delivery"]):
    """Deliveries: seen with their class."""

    class_path = "announcement__training_class"
    commune_path = "announcement__training_class__commune"
    organisation_path = "announcement__training_class__organisation"

    def in_inbox_of(self, learner: Learner) -> Self:
        """A person's own messages on the site, newest first."""
        own = self.filter(learner=learner, channel=IN_APP, state=Delivery.State.SENT)
        return own.order_by("-id")

    def due(self) -> Self:
        """What is to be sent now."""
        now = timezone.now()
        ready = Q(try_after__isnull=True) | Q(try_after__lte=now)
        return self.filter(ready, state=Delivery.State.WAITING)


class Delivery(models.Model):
    """One announcement on its way to one person: by which way, and what came of it.

    Written by `services` and `sending`. A row is *sending* before anything leaves the house, so
    that a worker that is killed leaves behind what is uncertain, and nothing is sent twice by
    itself. Personal data: who was told what and when they read it; of an address only enough for
    its owner to know it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        FAILED = "failed", "chưa gửi được"
        NOT_POSSIBLE = "no_way", "không có cách gửi"

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="deliveries")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="deliveries")
    channel = models.CharField("cách gửi", max_length=8)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    address = models.CharField("nơi nhận, đã che", max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    try_after = models.DateTimeField(null=True, blank=True)
    problem = models.CharField("lý do", max_length=200, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt gửi thông báo"
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["learner", "-id"],
                condition=Q(channel="in_app", state="sent"),
                name="delivery_by_inbox",
            ),
            models.Index(
                fields=["announcement"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_unfinished",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "learner", "channel"], name="told_once_a_way"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_with_a_time",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(channel="in_app", state="sent"),
                name="only_a_message_is_read",
            ),
        ]

    def __str__(self) -> str:
        return f"lượt gửi {self.pk}"

    def merge_rank(self) -> tuple[bool, int]:
        """Of two for one person the greater one counts: what was sent, the earlier one."""
        return self.state == self.State.SENT, -self.pk
