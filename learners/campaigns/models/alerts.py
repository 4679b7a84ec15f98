"""From where on something is worth a word, and what officers did about it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.access import ScopedQuerySet
from lms.core.models import Area, Organisation, User

LONGEST_WORDS = 300


class AlertRule(models.Model):
    """The bounds of alerts (`lms.core.alerting.Bounds`) as data; a change is a new row.

    Loaded by `noting.load_alert_rule`. No personal data.
    """

    version = models.CharField("phiên bản", max_length=20, unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    decision = models.CharField("căn cứ", max_length=200)
    similar_percent = models.PositiveSmallIntegerField(
        "chậm là dưới bao nhiêu % nhịp của nơi tương tự", default=50
    )
    silent_days = models.PositiveSmallIntegerField("im ắng từ bao nhiêu ngày", default=21)
    lapsing_days = models.PositiveSmallIntegerField(
        "báo trước khi giảng viên hết hạn bao nhiêu ngày", default=60
    )

    class Meta:
        verbose_name = "ngưỡng cảnh báo"
        verbose_name_plural = "ngưỡng cảnh báo"
        constraints = [
            models.CheckConstraint(
                condition=Q(similar_percent__gte=1, similar_percent__lte=100)
                & Q(silent_days__gte=1, lapsing_days__gte=1),
                name="alert_rule_can_be_met",
            )
        ]

    def __str__(self) -> str:
        return self.version


class AlertNoteQuerySet(ScopedQuerySet["AlertNote"]):
    """Notes: seen where the alert is."""

    commune_path = "area"
    organisation_path = "organisation"


class AlertNote(models.Model):
    """What an officer did about an alert; the alert itself is derived and closes by itself.

    Only ever added, by `noting.note`. `title` is the alert's of that day. Personal data: who did
    what, and words.
    """

    key = models.CharField(max_length=80, db_index=True)
    title = models.CharField("cảnh báo", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("đã làm gì", max_length=LONGEST_WORDS)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("lúc", default=timezone.now)

    objects = AlertNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "ghi chú của cảnh báo"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"ghi chú {self.pk}"
