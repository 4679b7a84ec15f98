"""Lists of people that come in from outside: the file, its plan row by row, its receipt."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, Job, Organisation, User
from lms.core.storage import private_storage


class ImportQuerySet(ScopedQuerySet["Import"]):
    """Lists; each belongs to whoever brought it, and is seen by whoever watches over its place."""

    owner_path = "uploaded_by"


class ColumnMemory(models.Model):
    """How the columns of a kind of list were understood: remembered for the next one like it.

    `headings_hash` is a hash of the folded headings in order. No personal data.
    """

    source = models.CharField(max_length=40)  # "area:05503", "organisation:12"
    headings_hash = models.CharField(max_length=64)
    columns = models.JSONField()
    remembered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["headings_hash", "source"],
                name="one_memory_a_source",
            )
        ]

    def __str__(self) -> str:
        return self.headings_hash[:8]


class Import(models.Model):
    """One uploaded list on its way: read → plan → apply → receipt, and perhaps undone.

    The uploaded bytes are kept out of reach of the web until `retention` forgets them. Written by
    `services`, `planning`, `applying` and `undoing`. Personal data: the file and its rows.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "đã nhận tệp"
        COLUMNS = "columns", "chờ xác nhận cột"
        PLANNED = "planned", "chờ xác nhận ghi"
        APPLIED = "applied", "đã ghi vào sổ"
        UNDONE = "undone", "đã hoàn tác"
        REFUSED = "refused", "không đọc được"

    file = models.FileField(
        storage=private_storage, upload_to="imports/%Y/%m/", max_length=200, blank=True
    )
    file_name = models.CharField("tên tệp", max_length=200)
    file_hash = models.CharField(max_length=64, db_index=True)
    file_size = models.PositiveIntegerField()
    # Whose people they are, where a row does not say: the commune or organisation of the list.
    commune = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan, đơn vị",
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.UPLOADED)
    # The long task that is at work now, or was last: reading, planning, applying or undoing.
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    # What reading found: encoding, sheet, hidden sheets, heading row, headings, sample, warnings.
    found = models.JSONField(default=dict)
    # Column number → field code (`columns.FIELDS`), as confirmed by a person.
    columns = models.JSONField(default=dict)
    # Line → field code → what a person answered where the row asked, instead of its cells.
    answers = models.JSONField(default=dict)
    # Receipt: read, new, known, doubtful, invalid; and `line`, the last one that a job has done.
    counts = models.JSONField(default=dict)
    refusal = models.CharField("lý do", max_length=300, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách nhập"
        verbose_name_plural = "danh sách nhập"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "undone"], applied_at__isnull=False)
                | (~Q(state__in=["applied", "undone"]) & Q(applied_at__isnull=True)),
                name="import_applied_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at__isnull=True)),
                name="import_undone_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"danh sách {self.pk}"


class ImportRow(models.Model):
    """One row of a list: what it said, how it was understood, and what became of it.

    Written in bulk by `planning` and `applying`, so it has as few indexes and checked links as it
    can do with. Personal data: all of it; kept as long as the list can be undone or asked about,
    then forgotten (`retention`).
    """

    class State(models.TextChoices):
        NEW = "new", "người mới"
        KNOWN = "known", "đã có trong sổ"
        DOUBTFUL = "doubtful", "cần xem lại"
        INVALID = "invalid", "không nhận"

    list = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
    line = models.PositiveIntegerField("dòng")
    state = models.CharField(max_length=8, choices=State)
    # Why, for people: one sentence a problem, each naming its column.
    reason = models.TextField(blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    search_key = models.CharField(max_length=200, blank=True)
    slip_key = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=400, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=6, blank=True)
    commune = models.ForeignKey(
        Area,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    hamlet = models.CharField(max_length=120, blank=True)
    address_recorded = models.CharField(max_length=250, blank=True)
    address_mapping = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    id_hash = models.CharField(max_length=64, blank=True)
    id_last3 = models.CharField(max_length=3, blank=True)
    # The person it is, or became. `made` says that this row puts them on the register: then the
    # key is reserved by the plan, and nobody has it before the list is written.
    learner = models.ForeignKey(
        Learner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_rows",
        db_constraint=False,
    )
    made = models.BooleanField(default=False)
    # A person has to decide about what it says before it can be written.
    asks = models.BooleanField(default=False)
    # An earlier line of this list that is the same person; its person becomes this row's.
    twin = models.PositiveIntegerField(null=True, blank=True)
    # The empty fields of a known person that this row filled: field → what it wrote.
    filled = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = "dòng của danh sách"
        constraints = [
            models.UniqueConstraint(fields=["list", "line"], name="one_row_a_line"),
            models.CheckConstraint(
                condition=Q(made=False) | Q(learner__isnull=False), name="made_row_has_a_learner"
            ),
        ]
        indexes = [
            models.Index(fields=["list", "state", "line"], name="row_by_state"),
            models.Index(
                fields=["list", "twin"], condition=Q(twin__isnull=False), name="row_by_twin"
            ),
        ]

    def __str__(self) -> str:
        return f"dòng {self.line} của danh sách {self.list_id}"

    @property
    def birth(self) -> str:
        """The birth date as far as it was understood."""
        parts = [self.birth_day, self.birth_month]
        year = str(self.birth_year) if self.birth_year else ""
        return "/".join([*(f"{part:02d}" for part in parts if part), year])
