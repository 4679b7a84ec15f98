"""What people may ask about their data, and the clocks that the law sets for the answer."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import User


class DayOff(models.Model):
    """A day on which offices are closed though it is no weekend: Tết and the other holidays.

    The Government's announcement of each year is data; `source` names it. No personal data.
    """

    day = models.DateField("ngày", primary_key=True)
    name = models.CharField("dịp", max_length=80)
    source = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "ngày nghỉ"
        verbose_name_plural = "ngày nghỉ"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class DataRequestQuerySet(ScopedQuerySet["DataRequest"]):
    """Requests; each belongs to the person it is about."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"


class DataRequest(models.Model):
    """What a person asks about their own data, with the day by which the law wants it done.

    Law 91/2025/QH15 art. 4 and Decree 356/2025 art. 5: a reply within 2 working days, then 15 days
    to withdraw, restrict or object, 10 to see, correct or copy, 20 to delete; extended once, with a
    reason. Written by `services`. Personal data: who asked for what.
    """

    class Kind(models.TextChoices):
        COPY = "copy", "xem, nhận bản sao dữ liệu"
        CORRECT = "correct", "sửa dữ liệu"
        WITHDRAW = "withdraw", "rút lại sự đồng ý, hạn chế xử lý"
        DELETE = "delete", "xóa dữ liệu"

    class State(models.TextChoices):
        RECEIVED = "received", "đã nhận"
        REPLIED = "replied", "đã trả lời, đang làm"
        DONE = "done", "đã làm xong"
        REFUSED = "refused", "đã từ chối"
        TAKEN_BACK = "taken_back", "người yêu cầu đã rút"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="data_requests")
    kind = models.CharField("yêu cầu", max_length=8, choices=Kind)
    words = models.TextField("nội dung", max_length=1_000, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reply_due_on = models.DateField("hạn trả lời")
    due_on = models.DateField("hạn làm xong")
    extension_reason = models.CharField("lý do gia hạn", max_length=300, blank=True)
    answer = models.CharField("trả lời", max_length=500, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "kind"],
                condition=Q(state__in=["received", "replied"]),
                name="one_open_request_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("reply_due_on")), name="reply_is_due_first"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "replied"], ended_at__isnull=True)
                | (~Q(state__in=["received", "replied"]) & Q(ended_at__isnull=False)),
                name="request_ends_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"yêu cầu {self.pk}"
