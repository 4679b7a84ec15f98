"""Who learns. A person stands once on the register, with or without an account."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.core.access import ScopedQuerySet
from lms.core.identity import LONGEST_NAME, fold, name_sort_key
from lms.core.models import Area, User


class LearnerQuerySet(ScopedQuerySet["Learner"]):
    """People; each belongs to their own account."""


class Learner(models.Model):
    """A person on the register (học viên).

    Personal data: name, birth year, commune, phone, e-mail. Written by `people.services` only.
    The phone is a way to reach somebody, not an identity: a household shares one.
    """

    class Source(models.TextChoices):
        SIGN_UP = "sign_up", "tự ghi tên"
        DEMO = "demo", "số liệu mẫu"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="learner"
    )
    full_name = models.CharField("họ và tên", max_length=LONGEST_NAME)
    search_key = models.CharField(max_length=LONGEST_NAME, db_index=True, editable=False)
    sort_key = models.CharField(max_length=400, editable=False)
    birth_year = models.PositiveSmallIntegerField("năm sinh")
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="xã, phường")
    phone = models.CharField("điện thoại", max_length=16, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    source = models.CharField("nguồn", max_length=10, choices=Source)
    registered_at = models.DateTimeField("ghi tên lúc", default=timezone.now)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        verbose_name = "học viên"
        verbose_name_plural = "học viên"
        indexes = [
            # The list of a commune in register order, read page by page.
            models.Index(fields=["commune", "sort_key", "id"], name="learner_by_commune"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="learner_birth_year"
            ),
            models.CheckConstraint(
                condition=~Q(full_name="") & ~Q(sort_key=""), name="learner_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"học viên {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_keys(self) -> None:
        """Derive the keys that search and order people; bulk writers call it themselves."""
        self.search_key = fold(self.full_name)
        self.sort_key = name_sort_key(self.full_name)

    def age_on(self, day: date) -> int:
        """The age reached in the year of `day`; with a bare birth year nothing closer is known."""
        return day.year - self.birth_year


class Consent(models.Model):
    """One person's yes to one purpose, provable: which words, when, how. Only added or withdrawn.

    Law 91/2025/QH15 art. 9: per purpose, not bundled, silence is no consent, the controller proves.
    Personal data: who agreed to what.
    """

    class Purpose(models.TextChoices):
        STUDY = "study", "ghi nhận việc học và cấp giấy"
        CONTACT = "contact", "cán bộ liên hệ về việc học"

    class Method(models.TextChoices):
        WEB = "web", "tự đánh dấu trên trang"

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    text_version = models.CharField(max_length=20)
    method = models.CharField(max_length=8, choices=Method)
    given_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose}"
