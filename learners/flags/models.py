"""What an officer should look at in classes, and who is called back whether they were there."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.classes.models import TrainingClass
from learners.closing.models import Closing
from learners.people.models import Learner
from lms.core.access import ScopedQuerySet
from lms.core.models import User

LONGEST_WORDS = 300


class FlagQuerySet(ScopedQuerySet["Flag"]):
    """Flags: seen by who watches over the place of either class, never by who teaches in it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the classes that `user` watches over."""
        watched = TrainingClass.objects.watched_by(user).values("pk")
        return self.filter(Q(training_class__in=watched) | Q(other_class__in=watched))


class Flag(models.Model):
    """Something about a class that a person should look at; the machine punishes nobody.

    `key` says what it is about, so that it is found once. `evidence` holds ids and numbers. Written
    by `services.look_at`, decided by `services.decide`. Personal data: a trainer's id, and words.
    """

    class Kind(models.TextChoices):
        TWO_PLACES = "two_places", "một người dạy hai nơi cùng lúc"
        TOO_MANY = "too_many", "đông hơn sức chứa của nơi học"
        AT_ONCE = "at_once", "phần lớn lớp được chạm tên trong một phút"
        ONE_PHONE = "one_phone", "một máy quét cho nhiều người"
        SAME_FILE = "same_file", "chữ ký của hai buổi giống hệt nhau"
        FAR_FROM_HOME = "far_from_home", "không học viên nào ở xã mở lớp"
        DENIED = "denied", "người được gọi lại nói không dự lớp"

    class State(models.TextChoices):
        OPEN = "open", "chờ xem"
        EXPLAINED = "explained", "có lý do chính đáng"
        CONFIRMED = "confirmed", "đúng là bất thường"

    kind = models.CharField("loại", max_length=13, choices=Kind)
    key = models.CharField(max_length=80, unique=True)
    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="flags")
    # The second class, where two are concerned; its officers see the flag as well.
    other_class = models.ForeignKey(
        TrainingClass, models.CASCADE, null=True, blank=True, related_name="+"
    )
    evidence = models.JSONField("bằng chứng", default=dict)
    found_at = models.DateTimeField("thấy lúc", default=timezone.now)
    state = models.CharField("tình trạng", max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("xem xong lúc", null=True, blank=True)
    words = models.CharField("ghi chú", max_length=LONGEST_WORDS, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = "dấu hiệu bất thường"
        verbose_name_plural = "dấu hiệu bất thường"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None, words="")
                | ~Q(state="open")
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(words=""),
                name="flag_waits_or_is_decided",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="flag_has_a_key"),
        ]

    def __str__(self) -> str:
        return f"dấu hiệu {self.pk}"


class Look(models.Model):
    """When a class was last looked through, so that a night that was cut short goes on there.

    Written by `services.look_at`. No personal data.
    """

    training_class = models.OneToOneField(TrainingClass, models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = "lần soát lớp"

    def __str__(self) -> str:
        return f"soát lớp {self.training_class_id}"


class CallDraw(models.Model):
    """Who of a class is called back, as it was drawn: the seed and everybody it was drawn from.

    One a closing, never changed (`drawing.draw` repeats it). Written by `services.draw_calls`.
    Personal data: `pool` holds ids of people.
    """

    closing = models.OneToOneField(Closing, models.CASCADE, related_name="+")
    seed = models.CharField("số gốc", max_length=32)
    percent = models.PositiveSmallIntegerField("phần trăm")
    pool = models.JSONField("rút từ", default=list)
    drawn_at = models.DateTimeField("rút lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần rút người gọi lại"
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="draw_of_a_share"
            ),
            models.CheckConstraint(condition=~Q(seed=""), name="draw_has_a_seed"),
        ]

    def __str__(self) -> str:
        return f"lần rút {self.pk}"


class CallBackQuerySet(ScopedQuerySet["CallBack"]):
    """People to be called: seen by who watches over the class, and by nobody who teaches it."""

    commune_path = "draw__closing__training_class__commune"
    organisation_path = "draw__closing__training_class__organisation"

    def waiting(self) -> Self:
        """Who has not been spoken to yet, and still can be."""
        return self.filter(result__in=UNSETTLED, learner__erased_at=None)


class CallBack(models.Model):
    """A person who is called and asked whether they were in the class.

    Written by `services.draw_calls`, `services.record_call`. Personal data: who learnt where, what
    they said on the phone.
    """

    class Result(models.TextChoices):
        WAITING = "waiting", "chưa gọi"
        NOT_REACHED = "not_reached", "không liên lạc được"
        REACHED = "reached", "liên lạc được, chưa rõ có dự hay không"
        CONFIRMS = "confirms", "xác nhận có dự lớp"
        DENIES = "denies", "nói không dự lớp"

    draw = models.ForeignKey(CallDraw, models.CASCADE, related_name="calls")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="call_backs")
    result = models.CharField("kết quả", max_length=11, choices=Result, default=Result.WAITING)
    words = models.CharField("ghi chú", max_length=LONGEST_WORDS, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    called_at = models.DateTimeField("gọi lúc", null=True, blank=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = "người gọi lại"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "learner"], name="called_once_a_draw"),
            models.CheckConstraint(
                condition=Q(result="waiting", called_by=None, called_at=None, words="")
                | ~Q(result="waiting") & Q(called_by__isnull=False, called_at__isnull=False),
                name="call_waits_or_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"gọi lại {self.pk}"

    @property
    def training_class(self) -> TrainingClass:
        """The class that it is asked about."""
        return self.draw.closing.training_class

    def merge_rank(self) -> tuple[bool, bool]:
        """Of two for one person the greater one counts: settled first, called at all."""
        return self.result not in UNSETTLED, self.called_at is not None


UNSETTLED = (CallBack.Result.WAITING, CallBack.Result.NOT_REACHED)
