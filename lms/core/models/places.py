"""Places and the organisations in them: what roles are held for, where people live and work."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.core.identity import fold

PROVINCE_CODE = "19"  # the province itself; its communes have five digits


class AreaQuerySet(models.QuerySet["Area"]):
    """Places."""

    def ever_communes(self) -> Self:
        """The communes and wards, those that were merged into others too, by the alphabet."""
        return self.filter(level=Area.Level.COMMUNE).order_by("sort_key", "code")

    def communes(self, day: date | None = None) -> Self:
        """The communes and wards there are on `day`, today by itself, by the alphabet."""
        on = day or timezone.localdate()
        return self.ever_communes().filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))


class Area(models.Model):
    """The province, or one of its communes and wards; the code is text with leading zeros.

    Name and kind are today's; `AreaTitle` keeps since when and by which decision. A commune that
    was merged into another one stays, with its last day and the one that goes on (`merging`).
    Loaded by `load_areas`. No personal data.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "tỉnh"
        COMMUNE = "commune", "xã, phường"

    class Kind(models.TextChoices):
        PROVINCE = "tinh", "tỉnh"
        RURAL = "xa", "xã"
        WARD = "phuong", "phường"

    code = models.CharField("mã", max_length=5, primary_key=True)
    name = models.CharField("tên", max_length=60)
    level = models.CharField("cấp", max_length=8, choices=Level)
    kind = models.CharField("loại", max_length=6, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="thuộc")
    former_place = models.CharField("nơi cũ, để phân biệt tên giống nhau", max_length=200)
    search_key = models.CharField(max_length=80, db_index=True)
    sort_key = models.CharField(max_length=160)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ended_on = models.DateField("ngày cuối cùng", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="đã nhập vào",
    )
    end_source = models.CharField("căn cứ sáp nhập", max_length=200, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "địa bàn"
        verbose_name_plural = "địa bàn"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True)
                | Q(level="commune", parent__isnull=False),
                name="area_level_fits_parent",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, successor__isnull=True, end_source="")
                | (
                    Q(ended_on__isnull=False, successor__isnull=False, level="commune")
                    & ~Q(end_source="")
                    & ~Q(successor=F("code"))
                ),
                name="area_ends_into_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.name}"

    @property
    def merged_since(self) -> date | None:
        """The first day on which it belongs to `successor`; None while it goes on itself."""
        return self.ended_on + timedelta(days=1) if self.ended_on else None

    def exists_on(self, day: date) -> bool:
        """Whether it was not merged into another one by `day`."""
        return self.ended_on is None or self.ended_on >= day


class AreaTitle(models.Model):
    """From which day an area bears a name and is a commune or a ward, and what says so.

    No personal data.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="titles")
    name = models.CharField("tên", max_length=60)
    kind = models.CharField("loại", max_length=6, choices=Area.Kind)
    valid_from = models.DateField("từ ngày")
    source = models.CharField("căn cứ", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_from"], name="one_title_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.name}"


class AreaFigure(models.Model):
    """A figure about an area that others publish, such as its people of working age.

    Never computed here: it comes from a table that somebody imported, with its source and the day
    it speaks of; a newer one stands beside the older. No personal data.
    """

    class Kind(models.TextChoices):
        WORKING_AGE = "working_age", "dân số trong độ tuổi lao động"
        POPULATION = "population", "dân số"

    area = models.ForeignKey(Area, models.PROTECT, related_name="figures")
    kind = models.CharField("số liệu", max_length=12, choices=Kind)
    value = models.PositiveIntegerField("giá trị")
    as_of = models.DateField("tính đến ngày")
    source = models.CharField("nguồn", max_length=250)

    class Meta:
        verbose_name = "số liệu của địa bàn"
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "as_of"], name="one_figure_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.kind} {self.as_of}"


class Organisation(models.Model):
    """An agency, school, enterprise or union (cơ quan, đơn vị), in one short own register.

    One that was merged into another stays, closed and under it. Written by `organisations`. No
    personal data.
    """

    class Kind(models.TextChoices):
        AGENCY = "agency", "cơ quan nhà nước"
        SCHOOL = "school", "trường học"
        ENTERPRISE = "enterprise", "doanh nghiệp, hợp tác xã"
        UNION = "union", "đoàn thể, hội"
        OTHER = "other", "đơn vị khác"

    name = models.CharField("tên", max_length=200)
    search_key = models.CharField(max_length=200, db_index=True, editable=False)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name="thuộc"
    )
    is_active = models.BooleanField("đang hoạt động", default=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="đã nhập vào",
    )

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["search_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["search_key", "area"], name="one_name_in_an_area"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="not_its_own_parent"
            ),
            # Under it (so never into itself): who watches over the one that goes on sees it too.
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | Q(is_active=False, parent__isnull=False, parent=F("successor")),
                name="merged_is_closed_and_under_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def goes_on_as(self) -> "Organisation":
        """The one it is part of now, else itself."""
        return self.successor or self
