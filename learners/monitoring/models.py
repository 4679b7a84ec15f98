"""Goals, what is carried over, and the counts of each day."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.imports.models import Import
from learners.monitoring.working_age import WORDS as WORKING_AGE
from learners.monitoring.working_age import Kind
from learners.people.models import Learner
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.storage import private_storage


class WorkingAge(models.Model):
    """By whose table people are of working age, from a day on; a change is a new row.

    Without a row it is the programme's own. No personal data.
    """

    version = models.CharField("phiên bản", max_length=20, unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    kind = models.CharField(
        "độ tuổi lao động", max_length=12, choices=[(k.value, WORKING_AGE[k]) for k in Kind]
    )
    decision = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "quy định độ tuổi lao động"
        verbose_name_plural = "quy định độ tuổi lao động"

    def __str__(self) -> str:
        return self.version

    @classmethod
    def kind_on(cls, day: date) -> str:
        """The table in force on `day`; one query."""
        rule = cls.in_force(day)
        return rule.kind if rule else Kind.PROGRAMME

    @classmethod
    def words_on(cls, day: date) -> str:
        """The table in force on `day` in a sentence, with what it rests on; one query."""
        rule = cls.in_force(day)
        if rule is None:
            return f"Độ tuổi lao động: {WORKING_AGE[Kind.PROGRAMME]}, như mục tiêu đã ghi."
        words = f"Độ tuổi lao động: {WORKING_AGE[Kind(rule.kind)]}"
        basis = rule.decision.rstrip(".")
        return f"{words}, áp dụng từ {rule.valid_from:%d/%m/%Y} (bản {rule.version}: {basis})."

    @classmethod
    def in_force(cls, day: date) -> "WorkingAge | None":
        """The newest row that holds on `day`."""
        return cls.objects.filter(valid_from__lte=day).order_by("-valid_from", "-id").first()


class Goal(models.Model):
    """What is to be reached: so many of an indicator, by a day, decided where, and whose task.

    For the whole province, for one commune, or for an organisation with all units under it; never
    for a place and an organisation at once. Written by `goals.save_goal`.
    Personal data: the official who answers for it, named in office.
    """

    indicator = models.CharField("chỉ số", max_length=30)
    title = models.CharField("tên", max_length=120)
    number = models.PositiveIntegerField("chỉ tiêu")
    deadline = models.DateField("hạn")
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="địa bàn",
        default=PROVINCE_CODE,
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan, đơn vị",
    )
    lead = models.CharField("cơ quan chủ trì", max_length=200, blank=True)
    responsible = models.CharField("người chịu trách nhiệm", max_length=150, blank=True)
    source = models.CharField("căn cứ", max_length=250)
    share_rule = models.CharField("cách chia cho xã, phường", max_length=250, blank=True)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "deadline"], name="one_goal_an_indicator_place_and_day"
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation", "deadline"],
                name="one_goal_an_indicator_organisation_and_day",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="goal_is_positive"),
            models.CheckConstraint(
                condition=Q(area__isnull=False, organisation__isnull=True)
                | Q(area__isnull=True, organisation__isnull=False),
                name="goal_of_a_place_or_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def whose(self) -> Area | Organisation:
        """The place or the organisation it is for."""
        found = self.organisation or self.area
        assert found  # noqa: S101  (goal_of_a_place_or_an_organisation)
        return found


class GoalShare(models.Model):
    """A commune's part of a goal; `services.set_shares` keeps the sum equal to the goal.

    No personal data.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="shares")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("chỉ tiêu")

    class Meta:
        verbose_name = "chỉ tiêu của xã, phường"
        constraints = [models.UniqueConstraint(fields=["goal", "area"], name="one_share_an_area")]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.number}"


class DailyCount(models.Model):
    """The value of an indicator in an area at the end of a day, or by now today.

    Derived: `services.refresh_counts` can write any day again from the facts.
    No personal data.
    """

    day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=30)
    value = models.PositiveIntegerField()

    class Meta:
        verbose_name = "số liệu ngày"
        constraints = [
            models.UniqueConstraint(fields=["day", "indicator", "area"], name="one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.area_id} {self.indicator} {self.value}"


class CountedDay(models.Model):
    """When a day was last counted: the "as of" of every page. Moves even when no value does.

    No personal data.
    """

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "ngày đã đếm"

    def __str__(self) -> str:
        return f"{self.day}"


class Proof(models.Model):
    """A day counted again, in one commune or in all, and what differed from what had been shown.

    `differences` are lists of area code, indicator, shown, counted; `explained` are those that come
    from what was written of the day after it was counted, and `late` says in words what that was.
    The counts were set right then; the row keeps that they had to be. Written by
    `proving.prove_day`. No personal data.
    """

    day = models.DateField("ngày")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    proved_at = models.DateTimeField("đếm lại lúc", default=timezone.now)
    cells = models.PositiveIntegerField("số ô đã so")
    differences = models.JSONField(default=list)
    explained = models.JSONField(default=list)
    late = models.JSONField(default=list)

    class Meta:
        verbose_name = "lần đếm lại"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"đếm lại {self.day}"


class OpeningBalance(models.Model):
    """A total reported before the register began; never added to what is counted.

    Shown in a band of its own, with its source, unit and evidence, which shrinks as people of its
    lists are counted one by one. Somebody other than who wrote it down approves it. Written by
    `balances`. Personal data: who wrote it down and who approved it.
    """

    class Unit(models.TextChoices):
        ATTENDANCES = "attendances", "lượt"
        PEOPLE = "people", "người"

    class Confidence(models.TextChoices):
        NAMED = "named", "có danh sách tên"
        COUNTED = "counted", "chỉ có số đếm"
        ESTIMATE = "estimate", "ước lượng"

    title = models.CharField("tên", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="địa bàn")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan, đơn vị báo cáo",
    )
    number = models.PositiveIntegerField("số")
    unit = models.CharField("đơn vị tính", max_length=12, choices=Unit)
    source = models.CharField("nguồn", max_length=250)
    reported_on = models.DateField("ngày báo cáo", null=True, blank=True)
    confidence = models.CharField(
        "mức chắc chắn", max_length=8, choices=Confidence, default=Confidence.COUNTED
    )
    evidence = models.CharField("minh chứng", max_length=250, blank=True)
    file = models.FileField(
        "tệp minh chứng",
        storage=private_storage,
        upload_to="balances/%Y/",
        max_length=200,
        blank=True,
    )
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu chuyển kỳ trước"
        verbose_name_plural = "số liệu chuyển kỳ trước"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "source"], name="balance_once_a_source"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, written_by__isnull=False)
                & ~Q(approved_by=F("written_by")),
                name="balance_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BalanceList(models.Model):
    """A list of the register that names people of an opening balance.

    Written by `balances.link_list`. Personal data: who linked it.
    """

    balance = models.ForeignKey(OpeningBalance, models.CASCADE, related_name="lists")
    taken = models.OneToOneField(Import, models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "danh sách của số liệu chuyển kỳ trước"

    def __str__(self) -> str:
        return f"danh sách {self.taken_id} của {self.balance_id}"


class CarriedPerson(models.Model):
    """Somebody on the register who stood on a list of an opening balance.

    As soon as they are counted as a participant they have moved from the carried-over band to the
    counted one. Written by `balances.link_list`. Personal data: who was reported before.
    """

    balance = models.ForeignKey(OpeningBalance, models.CASCADE, related_name="people")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="carried")

    class Meta:
        verbose_name = "người có tên trong số liệu chuyển kỳ trước"
        constraints = [
            models.UniqueConstraint(fields=["balance", "learner"], name="carried_once_a_balance")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} trong {self.balance_id}"
