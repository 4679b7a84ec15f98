"""Monthly returns of communes: what was reported, who did what and when, and by which day."""

from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Min, Q
from django.utils import timezone

from learners.paper.month import Month
from learners.returns.states import ACT_CHOICES, CHOICES, OPEN, State
from lms.core.access import Scope, scope_of
from lms.core.models import Area, Organisation, User

LONGEST_REASON = 300
LONGEST_WORDS = 2_000


class ReturnRuleQuerySet(models.QuerySet["ReturnRule"]):
    """Rules of returns."""

    def in_force(self, day: date) -> "ReturnRule":
        """The newest that holds on a day; the first one for days before it."""
        rule = self.filter(valid_from__lte=day).order_by("-valid_from", "-id").first()
        return rule or self.order_by("valid_from", "id")[:1].get()

    def ask_for(self, month: Month) -> bool:
        """Whether a return of a month is asked for: a rule held by its end."""
        return self.filter(valid_from__lte=month.last_day).exists()


class ReturnRule(models.Model):
    """By which day of the next month a return is due, and which agency checks; a change is a row.

    Loaded by `services.load_return_rule`. No personal data.
    """

    version = models.CharField("phiên bản", max_length=20, unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    decision = models.CharField("căn cứ", max_length=200)
    due_day = models.PositiveSmallIntegerField("hạn gửi: ngày của tháng sau", default=5)
    checked_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan kiểm tra báo cáo",
        help_text="Để trống thì chỉ cán bộ tỉnh kiểm tra.",
    )

    objects = ReturnRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "quy định báo cáo tháng"
        verbose_name_plural = "quy định báo cáo tháng"
        constraints = [
            # Every month has a 28th.
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=28), name="return_is_due_on_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.version

    def due_on(self, month: Month) -> date:
        """The last day to sign the return of a month in time."""
        after = month.shifted(1)
        return date(after.year, after.number, self.due_day)


def checks_returns(scope: Scope) -> bool:
    """Whether they are of the agency that checks returns today."""
    if not scope.organisations:
        return False
    return ReturnRule.objects.in_force(timezone.localdate()).checked_by_id in scope.organisations


class ReturnQuerySet(models.QuerySet["Return"]):
    """Returns."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of one's own commune; all for the province and for the agency that checks them."""
        scope = scope_of(user)
        if scope.whole_province or checks_returns(scope):
            return self
        return self.filter(area__in=scope.places)

    def of(self, month: Month) -> Self:
        """Those of a month, corrections too."""
        return self.filter(year=month.year, month=month.number)

    def with_first_signing(self) -> Self:
        """With `first_signed_at`: what proves that it was sent in time."""
        return self.annotate(first_signed_at=Min("steps__at", filter=Q(steps__act="sign")))


class Return(models.Model):
    """A commune's return of a month, or a numbered correction of it (`number` from 1 on).

    Written by `services`. A locked one is never changed: the database refuses it (`guarding`).
    Personal data: who signed and who locked.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="returns", verbose_name="xã, phường"
    )
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    number = models.PositiveSmallIntegerField("đính chính số", default=0)
    reason = models.CharField("lý do đính chính", max_length=LONGEST_REASON, blank=True)
    state = models.CharField(
        "tình trạng", max_length=9, choices=CHOICES, default=State.DRAFTED.value
    )
    difficulties = models.TextField("khó khăn, vướng mắc", max_length=LONGEST_WORDS, blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", max_length=LONGEST_WORDS, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tháng"
        ordering = ["-year", "-month", "area", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "month", "number"], name="one_return_a_month"
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, year__gte=2020, year__lte=2099),
                name="return_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(number=0, reason="") | Q(number__gt=0) & ~Q(reason=""),
                name="correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "sent_back"], signed_by=None, locked_by=None)
                | Q(state__in=["signed", "accepted"], signed_by__isnull=False, locked_by=None)
                | Q(state="locked", signed_by__isnull=False, locked_by__isnull=False),
                name="return_state_fits_its_people",
            ),
            models.CheckConstraint(
                condition=Q(locked_by__isnull=True) | ~Q(locked_by=F("signed_by")),
                name="two_people_sign_and_lock",
            ),
        ]

    def __str__(self) -> str:
        numbered = f", đính chính số {self.number}" if self.number else ""
        return f"Báo cáo {self.period.words}{numbered}"

    @property
    def period(self) -> Month:
        """The month it is about."""
        return Month(self.year, self.month)

    @property
    def is_open(self) -> bool:
        """Whether it is with the commune."""
        return State(self.state) in OPEN

    @property
    def state_words(self) -> str:
        """Where it stands."""
        return State(self.state).words


class ReturnStep(models.Model):
    """Something that was done to a return, by whom and when; only ever added to (`guarding`).

    A signing holds the frozen content as canonical JSON; every later step names the hash of what
    it was about. Written by `services`. Personal data: who did it; `content` names who signed.
    """

    report = models.ForeignKey(Return, models.PROTECT, related_name="steps")
    act = models.CharField("việc", max_length=9, choices=ACT_CHOICES)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)
    words = models.TextField("lời", max_length=LONGEST_WORDS, blank=True)
    content = models.TextField("nội dung đã ký", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = "bước của báo cáo tháng"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["draft", "word"], sha256="")
                | ~Q(act__in=["draft", "word"]) & ~Q(sha256=""),
                name="return_step_names_what_was_signed",
            ),
            models.CheckConstraint(
                condition=Q(act="sign") & ~Q(content="") | ~Q(act="sign") & Q(content=""),
                name="signing_freezes_the_content",
            ),
            models.CheckConstraint(
                condition=Q(act="send_back") & ~Q(words="") | ~Q(act="send_back") & Q(words=""),
                name="sent_back_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"


def name_of(user: User) -> str:
    """Who did something, as it may be printed: never the phone or the address of an account."""
    return user.full_name or f"tài khoản số {user.pk}"


def moment(value: datetime | None) -> str:
    """A moment as it is printed, in Vietnam's time, to the second."""
    return f"{timezone.localtime(value):%H:%M:%S ngày %d/%m/%Y}" if value else ""
