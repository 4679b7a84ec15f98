"""Two kinds of papers. The row is the truth; the PDF is drawn from it whenever it is asked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.facts import CertificateFacts, Kind
from learners.study.models import Enrolment
from lms.core.access import ScopedQuerySet
from lms.core.tokens import new_code


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    """Papers; each belongs to the person of its enrolment."""

    commune_path = "enrolment__learner__commune"
    organisation_path = "enrolment__learner__organisation"
    owner_path = "enrolment__learner__user"


class Certificate(models.Model):
    """A paper that somebody earned: giấy chứng nhận hoàn thành, or giấy xác nhận tham gia.

    Born pending in the transaction that completes the course or closes the class
    (`services.open_certificates`); `services.issue` gives it its number and freezes its facts. It
    is never deleted nor changed after that, only replaced or revoked. Personal data: `facts` holds
    name and birth year.
    """

    class State(models.TextChoices):
        PENDING = "pending", "đang cấp"
        VALID = "valid", "có hiệu lực"
        REPLACED = "replaced", "đã thay bằng giấy khác"
        REVOKED = "revoked", "đã thu hồi"

    kind = models.CharField(
        "loại",
        max_length=10,
        choices=[(one.value, one.heading) for one in Kind],
        default=Kind.COMPLETION,
    )
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    code = models.CharField("mã kiểm tra", max_length=21, unique=True, default=new_code)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.PENDING)
    design = models.CharField("mẫu", max_length=20, default="doi-che")
    number = models.CharField("số", max_length=20, unique=True, null=True, blank=True)
    facts = models.JSONField("nội dung", null=True, blank=True)
    requested_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    issued_at = models.DateTimeField("cấp lúc", null=True, blank=True)
    ended_at = models.DateTimeField("hết hiệu lực lúc", null=True, blank=True)
    end_reason = models.CharField("lý do", max_length=250, blank=True)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    # Making it failed so often, last for this reason; parked after `services.MOST_TRIES`.
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=250, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy"
        verbose_name_plural = "giấy"
        indexes = [
            models.Index(
                fields=["requested_at"], condition=Q(state="pending"), name="certificate_pending"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(state__in=["pending", "valid"]),
                name="one_standing_certificate",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="pending", number__isnull=True, facts__isnull=True, issued_at__isnull=True
                )
                | (
                    ~Q(state="pending")
                    & Q(number__isnull=False, facts__isnull=False, issued_at__isnull=False)
                ),
                name="certificate_is_pending_or_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "valid"], ended_at__isnull=True)
                | Q(state__in=["replaced", "revoked"], ended_at__isnull=False),
                name="certificate_ends_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False)
                | (~Q(state="replaced") & Q(replaced_by__isnull=True)),
                name="replaced_certificate_names_the_new",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"giấy {self.pk}"

    @property
    def title(self) -> str:
        """What the paper is called."""
        return Kind(self.kind).heading

    @property
    def frozen(self) -> CertificateFacts:
        """The facts as they were issued; only for a paper that is no longer pending."""
        if self.facts is None:
            raise ValueError("a pending certificate has no facts yet")
        return CertificateFacts.from_json(self.facts)


class NumberSeries(models.Model):
    """The last number given in a series and year; the row is locked while one is taken.

    Numbers follow one another without gaps or doubles. No personal data.
    """

    series = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last:06d}"
