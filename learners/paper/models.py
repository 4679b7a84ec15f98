"""Sheets that were printed for a session, and the pictures of them that came back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.classes.models import ClassScoped, Session
from learners.paper.layout import ROWS, pages_for
from lms.core.models import User
from lms.core.storage import private_storage


class SheetQuerySet(ClassScoped["Sheet"]):
    """Printed sheets."""

    class_path = "session__training_class"
    commune_path = "session__training_class__commune"
    organisation_path = "session__training_class__organisation"


class Sheet(models.Model):
    """A sign-in sheet as it was printed (tờ điểm danh): which seat stands in which row.

    The order is frozen, so that a sheet can be read though the roster has changed since. Written
    by `services.print_sheet`. Personal data: who was to come (ids of seats only).
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="sheets")
    # What the corner marks say (`layout.say`).
    code = models.CharField("mã tờ", max_length=7, unique=True)
    seats = models.JSONField("thứ tự chỗ", default=list)
    printed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    printed_at = models.DateTimeField("in lúc", default=timezone.now)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "tờ điểm danh"
        verbose_name_plural = "tờ điểm danh"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="sheet_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"tờ {self.code}"

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return pages_for(len(self.seats))

    def seats_on(self, page: int) -> list[int]:
        """The seats of a page (from 1), in the order of its rows."""
        on_page: list[int] = self.seats[(page - 1) * ROWS : page * ROWS]
        return on_page


class SheetScanQuerySet(ClassScoped["SheetScan"]):
    """Pictures of sheets."""

    class_path = "sheet__session__training_class"
    commune_path = "sheet__session__training_class__commune"
    organisation_path = "sheet__session__training_class__organisation"


class SheetScan(models.Model):
    """A picture of one page of a sheet: kept as evidence, read, and confirmed by a person.

    The files are pictures that we made anew, without what the camera wrote about place and time;
    `sha256` is that of the file that was sent, which may be a scan of several pages. Written
    by `services`, emptied by `retention`. Personal data: names and signatures in the pictures,
    and who was where.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="scans")
    page = models.PositiveSmallIntegerField("trang")
    picture = models.FileField(
        storage=private_storage, upload_to="paper/%Y/%m/", max_length=200, blank=True
    )
    # The page laid flat, from which rows are cut out for whoever confirms.
    flat = models.FileField(
        storage=private_storage, upload_to="paper/%Y/%m/", max_length=200, blank=True
    )
    sha256 = models.CharField(max_length=64, db_index=True)
    file_page = models.PositiveSmallIntegerField("trang trong tệp", default=1)
    # For every row: {"boxes": [empty, marked or doubtful, …], "signature": …, "hand": …}
    # (`marks.Row`).
    read = models.JSONField("đã đọc", default=list)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField("gửi lúc", default=timezone.now)
    # Seat → presence, as a person confirmed it last.
    confirmed = models.JSONField("đã xác nhận", default=dict)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    objects = SheetScanQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh tờ điểm danh"
        verbose_name_plural = "ảnh tờ điểm danh"
        ordering = ["page", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "sha256", "file_page"], name="one_scan_a_picture"
            ),
            models.CheckConstraint(
                condition=Q(page__gte=1, file_page__gte=1), name="scan_of_a_page"
            ),
        ]

    def __str__(self) -> str:
        return f"ảnh {self.pk} của tờ {self.sheet_id}"

    @property
    def hands(self) -> list[str]:
        """The signatures of its rows, coarsely (`hands`)."""
        return [row.get("hand", "") for row in self.read]

    @property
    def evidence(self) -> str:
        """What a mark in the register names as its ground: the page, whichever picture of it."""
        return f"sheet:{self.sheet_id}:{self.page}"
