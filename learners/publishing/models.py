"""What was published of each month, under which licence, and who may read by machine."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.publishing.small_cells import SHOWN_FROM, STEP, Shown, show
from lms.core.models import Area, User

LONGEST_WORDS = 300


class Publication(models.Model):
    """One month as it was published; `number` 0 is the first time, 1 and on are corrections.

    Never changed or deleted (`guarding`). `sha256` is over its cells (`selectors.digest`).
    Written by `services`. Personal data: who published a correction.
    """

    day = models.DateField("tính đến hết ngày")
    number = models.PositiveSmallIntegerField("đính chính số", default=0)
    counted_at = models.DateTimeField("đếm lúc")
    published_at = models.DateTimeField("công bố lúc", default=timezone.now)
    sha256 = models.CharField("mã SHA-256", max_length=64)
    reason = models.CharField("lý do đính chính", max_length=LONGEST_WORDS, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "kỳ số liệu đã công bố"
        verbose_name_plural = "kỳ số liệu đã công bố"
        ordering = ["-day", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="a_month_once_a_number"),
            models.CheckConstraint(
                condition=Q(number=0, reason="", published_by=None)
                | Q(number__gt=0, published_by__isnull=False) & ~Q(reason=""),
                name="a_correction_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"kỳ {self.day:%m/%Y}" + (f", đính chính {self.number}" if self.number else "")


class PublishedCell(models.Model):
    """The block of one count as published, and nothing closer: the database takes blocks only.

    No personal data.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="cells")
    indicator = models.CharField(max_length=30)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()

    class Meta:
        verbose_name = "ô số liệu đã công bố"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "indicator", "area"], name="a_cell_once_a_publication"
            ),
            models.CheckConstraint(
                condition=Q(low=0, high=0)
                | Q(low=1, high=SHOWN_FROM - 1)
                | Q(low__gte=SHOWN_FROM, high=F("low") + (STEP - 1)),
                name="published_in_blocks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator} {self.low}–{self.high}"

    @property
    def shown(self) -> Shown:
        """As it stands on the page and in the files."""
        return show(self.low)


class DataLicence(models.Model):
    """The licence of the open data, by a decision; the newest counts. Without one it is proposed.

    No personal data.
    """

    name = models.CharField("tên giấy phép", max_length=120)
    address = models.URLField("địa chỉ của giấy phép", max_length=200)
    decision = models.CharField("quyết định", max_length=200)
    decided_on = models.DateField("ngày quyết định")

    class Meta:
        verbose_name = "giấy phép của dữ liệu mở"
        verbose_name_plural = "giấy phép của dữ liệu mở"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(decision=""), name="a_licence_is_decided"),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys of the API."""

    def valid_on(self, day: date) -> Self:
        """Keys that open on `day`; `valid_to` is the last day."""
        begun = self.filter(revoked_at=None, valid_from__lte=day)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class ApiKey(models.Model):
    """A program that may read exact counts: of which places, which indicators, from, to.

    Only the hash of the key is kept. Empty `indicators` are all. Written by `keys`. Personal data:
    who gave and who revoked it.
    """

    name = models.CharField("tên", max_length=80)
    key_hash = models.CharField(max_length=64, unique=True)
    whole_province = models.BooleanField("cả tỉnh", default=False)
    communes = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name="xã, phường")
    indicators = models.JSONField("chỉ số", default=list, blank=True)
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("cấp lúc", default=timezone.now)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    # The last hour it was used in: each is written into the record of acts once.
    used_at = models.DateTimeField("dùng gần nhất", null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa đọc dữ liệu"
        verbose_name_plural = "khóa đọc dữ liệu"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(revoked_at=None), name="a_name_once_a_key"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="key_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="key_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
