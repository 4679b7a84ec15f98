"""The tasks of the province under Resolution 57-NQ/TW and 71/NQ-CP, and what is said of them."""

from decimal import Decimal
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.resolution.amounts import tidy
from lms.core.access import scope_of
from lms.core.models import Organisation, User
from lms.core.storage import private_storage

LONGEST_NUMBER = 20
LONGEST_TITLE = 1_000
LONGEST_WORDS = 500
LONGEST_REASON = 300


class Objective(models.Model):
    """What the province set out to reach (mục tiêu); its tasks stand below it.

    Written by `services.save_objective`. No personal data.
    """

    number = models.CharField("số", max_length=LONGEST_NUMBER, unique=True)
    title = models.CharField("mục tiêu", max_length=LONGEST_TITLE)

    class Meta:
        verbose_name = "mục tiêu của nghị quyết"
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""), name="objective_says_what"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ResolutionTaskQuerySet(models.QuerySet["ResolutionTask"]):
    """Tasks: work of offices, seen by all who watch the programme."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for who watches; nobody else sees who is responsible."""
        return self if scope_of(user).may_watch else self.none()

    def of_agencies(self, organisations: frozenset[int]) -> Self:
        """Those that one of these organisations leads or takes part in."""
        theirs = Q(lead__in=organisations) | Q(taking_part__organisation__in=organisations)
        return self.filter(theirs).distinct()


class ResolutionTask(models.Model):
    """A task (nhiệm vụ) under an objective: what, who, by when, with what to show for it.

    Where it stands is never a column: `states` derives it from the notes and the deadline. Written
    by `services.save_task`, `services.drop_task`. Personal data: name and post of the official in
    office who answers for it; the public page does not show them.
    """

    number = models.CharField("số", max_length=LONGEST_NUMBER, unique=True)
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="tasks", verbose_name="mục tiêu"
    )
    title = models.CharField("nhiệm vụ", max_length=LONGEST_TITLE)
    # The agency of the register of organisations; its name as text when it is not there.
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan chủ trì",
    )
    lead_name = models.CharField("cơ quan chủ trì, bằng chữ", max_length=200, blank=True)
    others_names = models.CharField(
        "cơ quan phối hợp, bằng chữ", max_length=LONGEST_TITLE, blank=True
    )
    person = models.CharField("người phụ trách", max_length=120, blank=True)
    post = models.CharField("chức vụ", max_length=200, blank=True)
    deadline = models.DateField("thời hạn", null=True, blank=True)
    is_standing = models.BooleanField("thường xuyên", default=False)
    product = models.CharField("sản phẩm", max_length=LONGEST_WORDS, blank=True)
    legal_base = models.CharField("căn cứ", max_length=LONGEST_WORDS, blank=True)
    authority = models.CharField("thẩm quyền", max_length=LONGEST_WORDS, blank=True)
    is_central = models.BooleanField("do Trung ương giao", default=False)
    # Counts the changes, so that a form that was opened before one does not undo it.
    version = models.PositiveIntegerField(default=1)
    dropped_at = models.DateTimeField("thôi theo dõi lúc", null=True, blank=True)
    dropped_reason = models.CharField("lý do", max_length=LONGEST_REASON, blank=True)

    objects = ResolutionTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ của nghị quyết"
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""), name="resolution_task_says_what"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | Q(lead_name=""), name="one_lead_a_task"
            ),
            models.CheckConstraint(
                condition=Q(is_standing=False) | Q(deadline__isnull=True),
                name="standing_task_has_no_deadline",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_reason="")
                | Q(dropped_at__isnull=False) & ~Q(dropped_reason=""),
                name="task_dropped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def lead_words(self) -> str:
        """The lead agency by name, wherever it is kept."""
        return self.lead.name if self.lead else self.lead_name


class TakingPart(models.Model):
    """An agency that takes part in a task (cơ quan phối hợp). No personal data."""

    task = models.ForeignKey(ResolutionTask, models.CASCADE, related_name="taking_part")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "cơ quan phối hợp"
        constraints = [
            models.UniqueConstraint(fields=["task", "organisation"], name="takes_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.organisation_id}"


class TaskIndicator(models.Model):
    """What a task is measured by (chỉ tiêu): from where, to where, by when.

    With `feed`, the code of an indicator of the platform, its value is read from the last counted
    day; else it is the newest value in the notes. Written by `services.save_indicator`.
    No personal data.
    """

    task = models.ForeignKey(ResolutionTask, models.PROTECT, related_name="indicators")
    name = models.CharField("chỉ tiêu", max_length=300)
    unit = models.CharField("đơn vị tính", max_length=60, blank=True)
    baseline = models.DecimalField(
        "giá trị ban đầu", max_digits=18, decimal_places=4, null=True, blank=True
    )
    target = models.DecimalField("cần đạt", max_digits=18, decimal_places=4, null=True, blank=True)
    period = models.CharField("kỳ", max_length=60, blank=True)
    formula = models.CharField("cách tính, nguồn", max_length=LONGEST_WORDS, blank=True)
    feed = models.CharField("lấy số từ", max_length=30, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu của nhiệm vụ"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="indicator_once_a_task"),
            models.UniqueConstraint(
                fields=["task", "feed"], condition=~Q(feed=""), name="fed_once_a_task"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgressNote(models.Model):
    """What was said of a task on a day, with its evidence; only ever added (`guarding`).

    A wrong note stays and is followed by one that `corrects` it, with a reason; `counts` is false
    for a correction that only takes the wrong one back. `key` comes from the form, so that sending
    twice is once. Written by `services.add_note`. Personal data: who wrote it, in office; what is
    handed in as evidence.
    """

    task = models.ForeignKey(ResolutionTask, models.PROTECT, related_name="notes")
    key = models.CharField(max_length=32, unique=True)
    day = models.DateField("ngày")
    words = models.CharField("đã làm gì", max_length=LONGEST_TITLE)
    percent = models.PositiveSmallIntegerField("phần trăm", null=True, blank=True)
    indicator = models.ForeignKey(
        TaskIndicator, models.PROTECT, null=True, blank=True, related_name="notes"
    )
    value = models.DecimalField("đạt được", max_digits=18, decimal_places=4, null=True, blank=True)
    page = models.CharField("trang trong hệ thống", max_length=200, blank=True)
    document = models.CharField("số, ký hiệu văn bản", max_length=200, blank=True)
    file = models.FileField(
        "tệp", storage=private_storage, upload_to="resolution/%Y/%m/", max_length=200, blank=True
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField("lý do sửa", max_length=LONGEST_REASON, blank=True)
    counts = models.BooleanField(default=True)

    class Meta:
        verbose_name = "lần ghi tiến độ"
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(key=""), name="note_says_what"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="note_percent"
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=True, value__isnull=True)
                | Q(indicator__isnull=False, value__isnull=False),
                name="note_value_of_an_indicator",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", counts=True)
                | Q(corrects__isnull=False) & ~Q(reason="") & ~Q(corrects=F("id")),
                name="note_corrected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(counts=True) | Q(percent__isnull=True, value__isnull=True),
                name="note_taken_back_says_no_number",
            ),
            # Done is done with something to show for it.
            models.CheckConstraint(
                condition=Q(percent__isnull=True)
                | Q(percent__lt=100)
                | ~Q(page="", document="", file=""),
                name="done_with_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"ghi tiến độ {self.pk}"

    @property
    def tidy_value(self) -> Decimal | int | None:
        """The value without the zeros of its column."""
        return tidy(self.value)


class TaskChange(models.Model):
    """What was changed in a task, by whom and when: heading → [before, after], in words.

    Written by `services` beside the change. Personal data: who changed it; names of officials in
    office.
    """

    class How(models.TextChoices):
        FORM = "form", "sửa trên màn hình"
        IMPORT = "import", "nhập từ bảng"

    task = models.ForeignKey(ResolutionTask, models.PROTECT, related_name="changes")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField("cách sửa", max_length=6, choices=How)
    what = models.JSONField(default=dict)

    class Meta:
        verbose_name = "lần sửa nhiệm vụ"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"sửa nhiệm vụ {self.task_id}"
