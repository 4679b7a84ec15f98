"""Classes, who teaches them from when until when, their sessions, and who sits in them."""

import secrets
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from courses.models import CoursePage
from learners.imports.models import Import
from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, Organisation, User
from lms.core.storage import private_storage

LONGEST_PLACE = 120
ModelT = TypeVar("ModelT", bound=models.Model)


class ClassScoped(ScopedQuerySet[ModelT]):
    """Rows of a class: seen by who watches over its place, and by who teaches it."""

    class_path = "training_class"

    def own(self, user: User) -> Q:
        """What belongs to `user`: the classes they teach."""
        taught = ClassTrainer.objects.present().filter(learner__user=user).values("training_class")
        return Q(**{f"{self.class_path}__in": taught})


class TrainingClassQuerySet(ClassScoped["TrainingClass"]):
    """Classes."""

    class_path = "pk"

    def open(self) -> Self:
        """Classes that go on."""
        return self.filter(state=TrainingClass.State.OPEN)


class TrainingClass(models.Model):
    """A class (lớp): one course taught to people who sit together, in a place, on given days.

    Opened by `services.open_class`; closed and opened again by `closing`. No personal data beside
    who opened it.
    """

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "trực tiếp"
        ONLINE = "online", "trực tuyến"
        BLENDED = "blended", "trực tiếp và trực tuyến"

    class State(models.TextChoices):
        OPEN = "open", "đang mở"
        CLOSED = "closed", "đã kết thúc"
        CANCELLED = "cancelled", "đã hủy"

    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+", verbose_name="khóa")
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="xã, phường")
    hamlet = models.CharField("thôn, xóm, tổ dân phố", max_length=LONGEST_PLACE, blank=True)
    hall = models.CharField("nơi học", max_length=LONGEST_PLACE, blank=True)
    # How many people the hall holds, where somebody knows; flags compare with it.
    hall_holds = models.PositiveSmallIntegerField("sức chứa", null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan, đơn vị",
    )
    mode = models.CharField("hình thức", max_length=9, choices=Mode, default=Mode.IN_PERSON)
    seats = models.PositiveSmallIntegerField("số chỗ", default=40)
    # What people type from a poster to join (`lms.core.tokens`).
    code = models.CharField("mã lớp", max_length=12, unique=True)
    state = models.CharField("tình trạng", max_length=9, choices=State, default=State.OPEN)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    # The form that opened it names itself: sent twice it is one class.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = "lớp"
        verbose_name_plural = "lớp"
        ordering = ["-id"]
        indexes = [models.Index(fields=["commune", "-id"], name="class_by_commune")]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=2_000), name="class_seats"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="class_ends_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"lớp {self.pk}"


def stood_at(moment: Any) -> Q:
    """Of a class's trainers: who stood with it at a moment, or at that of an expression."""
    begun = Q(since__isnull=True) | Q(since__lte=moment)
    return begun & (Q(until__isnull=True) | Q(until__gt=moment))


class ClassTrainerQuerySet(models.QuerySet["ClassTrainer"]):
    """Trainers of classes."""

    def present(self) -> Self:
        """Who teaches the class now: they act in it."""
        return self.filter(until__isnull=True)


class ClassTrainer(models.Model):
    """A person who teaches a class, from when until when: a row is ended and never deleted.

    Who may act follows from the rows without an end and from their role. Who taught a session is
    whoever stood with the class when it began (`stood_at`). Who ever stood there taught its people,
    and is no independent judge of them. Written by `teaching`. Personal data: who teaches where.
    """

    class Part(models.TextChoices):
        LEAD = "lead", "giảng viên"
        ASSISTANT = "assistant", "trợ giảng"

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="trainers")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="classes_taught")
    part = models.CharField("vai", max_length=9, choices=Part, default=Part.LEAD)
    # Empty: from its first session on, which may have begun before the class was written down.
    since = models.DateTimeField("từ lúc", null=True, blank=True)
    until = models.DateTimeField("đến lúc", null=True, blank=True)

    objects = ClassTrainerQuerySet.as_manager()

    class Meta:
        verbose_name = "giảng viên của lớp"
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "learner"],
                condition=Q(until__isnull=True),
                name="teaches_a_class_once",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="teaching_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} dạy lớp {self.training_class_id}"

    def stood_at(self, moment: datetime) -> bool:
        """What `stood_at` asks the database, of a row at hand."""
        begun = self.since is None or self.since <= moment
        return begun and (self.until is None or self.until > moment)


def new_secret() -> str:
    """What the changing QR of a session is made from: known to the server alone."""
    return secrets.token_hex(16)


class SessionQuerySet(ClassScoped["Session"]):
    """Sessions."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"

    def taught_by(self, **who: object) -> Self:
        """Those that somebody taught, or is to teach: they stood with the class as each began."""
        stood = ClassTrainer.objects.filter(
            stood_at(OuterRef("starts_at")), training_class=OuterRef("training_class"), **who
        )
        return self.filter(Exists(stood))


class Session(models.Model):
    """One meeting of a class (buổi học). Written by `services`. No personal data."""

    class State(models.TextChoices):
        PLANNED = "planned", "sắp tới"
        HELD = "held", "đã học"
        CANCELLED = "cancelled", "đã hủy"

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField("buổi")
    starts_at = models.DateTimeField("bắt đầu")
    ends_at = models.DateTimeField("kết thúc")
    topic = models.CharField("nội dung", max_length=200, blank=True)
    # Held as soon as somebody was marked as present (`attendance`).
    state = models.CharField("tình trạng", max_length=9, choices=State, default=State.PLANNED)
    # When its time, place or being held at all was last changed: what calendars go by.
    changed_at = models.DateTimeField(default=timezone.now)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "buổi học"
        verbose_name_plural = "buổi học"
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["starts_at"], name="session_by_start")]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "number"], name="session_numbered_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_lasts"),
        ]

    def __str__(self) -> str:
        return f"buổi {self.number} của lớp {self.training_class_id}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def trainers(self) -> list[ClassTrainer]:
        """Who stood with the class when it began, the leading one first; reads them if need be."""
        stood = [one for one in self.training_class.trainers.all() if one.stood_at(self.starts_at)]
        return sorted(stood, key=lambda one: (one.part != ClassTrainer.Part.LEAD, one.pk))


class SeatQuerySet(ClassScoped["Seat"]):
    """Seats: seen with the class, and by the person who sits there."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own seat, and those of the classes one teaches."""
        return super().own(user) | Q(learner__user=user)

    def seated(self) -> Self:
        """Who has a seat, neither waiting nor gone."""
        return self.filter(state=Seat.State.SEATED)


class Seat(models.Model):
    """A person in a class (chỗ): seated, waiting for a seat, or gone again.

    Written by `services`. Personal data: who learns where.
    """

    class State(models.TextChoices):
        SEATED = "seated", "có chỗ"
        WAITING = "waiting", "chờ chỗ"
        LEFT = "left", "đã rời lớp"

    class Via(models.TextChoices):
        IMPORT = "import", "theo danh sách"
        SEARCH = "search", "cán bộ tìm trong sổ"
        LINK = "link", "đường dẫn, mã lớp hoặc QR"
        SPOT = "spot", "ghi tên tại chỗ"

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="seats_taken")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="seats")
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.SEATED)
    via = models.CharField("vào lớp bằng", max_length=8, choices=Via)
    # The phone that added somebody on the spot, with or without a signal, names the entry itself:
    # sent twice it is one entry.
    spot_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField("vào lớp lúc", default=timezone.now)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "chỗ trong lớp"
        indexes = [
            models.Index(fields=["training_class", "state", "taken_at"], name="seat_by_class")
        ]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "learner"], name="one_seat_a_person")
        ]

    def __str__(self) -> str:
        return f"chỗ {self.pk}"

    def merge_rank(self) -> tuple[bool, float]:
        """Of two for one person the greater one counts: who has a seat, the earlier one."""
        return self.state == Seat.State.SEATED, -self.taken_at.timestamp()


class SpotEntry(models.Model):
    """A further entry on the spot of somebody who has a seat: two phones wrote down one person.

    `Seat.spot_id` names the first entry, this one leads to the same seat, so that whatever the
    second phone says of its entry is said of the person. Written by `spot`. Personal data: none
    beside the seat.
    """

    id = models.UUIDField(primary_key=True)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="further_entries")

    class Meta:
        verbose_name = "lần ghi tên tại chỗ"

    def __str__(self) -> str:
        return f"lần ghi tên {self.pk}"


class ClassListQuerySet(ClassScoped["ClassList"]):
    """Lists of a class."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"


class ClassList(models.Model):
    """A list of people for a class: handed in, taken into the register, and everybody seated.

    A registrar's list is a list of the register (`imports.Import`) from the start. A trainer is no
    registrar: what they hand in waits as a file until an officer of the place takes it in.
    `counts` says how many of the list have a seat, wait, were there before. Written by `rosters`.
    Personal data: the file, which is kept until it is taken in, sent back or forgotten.
    """

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="lists")
    file = models.FileField(
        storage=private_storage, upload_to="classes/%Y/%m/", max_length=200, blank=True
    )
    file_name = models.CharField("tên tệp", max_length=200)
    handed_in_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField("gửi lúc", default=timezone.now)
    list = models.OneToOneField(
        Import, models.PROTECT, null=True, blank=True, related_name="for_class"
    )
    # Why an officer sent it back, or that nobody took it in: said to whoever handed it in.
    sent_back = models.CharField("lý do trả lại", max_length=200, blank=True)
    counts = models.JSONField(default=dict)
    seated_at = models.DateTimeField("xếp chỗ lúc", null=True, blank=True)

    objects = ClassListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách của lớp"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(list__isnull=False, file="", sent_back="")
                | Q(list__isnull=True) & ~Q(file="") & Q(sent_back="")
                | Q(list__isnull=True, file="") & ~Q(sent_back=""),
                name="class_list_waits_or_is_taken_in_or_sent_back",
            ),
            models.CheckConstraint(
                condition=Q(seated_at__isnull=True) | Q(list__isnull=False),
                name="class_list_seats_from_the_register",
            ),
        ]

    def __str__(self) -> str:
        return f"danh sách {self.pk} của lớp {self.training_class_id}"
