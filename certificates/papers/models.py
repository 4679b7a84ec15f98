"""Three kinds of papers. The row is the truth; the PDF is drawn from it whenever it is asked."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.designing.models import PaperDesignVersion
from certificates.designing.selectors import setting_of
from certificates.drawing.facts import CertificateFacts, Kind
from certificates.drawing.setting import Setting
from learners.people.models import Learner
from learners.study.models import Enrolment
from learners.trainers.models import Appointment
from lms.core.access import ScopedQuerySet
from lms.core.identity import fold
from lms.core.tokens import new_code

LONGEST_REASON = 250


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    """Papers; each belongs to the person who earned it."""

    commune_path = "learner__commune"
    follows_people = True
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def issued(self) -> Self:
        """Those that have their number, whatever became of them."""
        return self.exclude(state=Certificate.State.PENDING)

    def in_state_on(self, state: str, day: date) -> Self:
        """Those in a state on `day`, as `Certificate.state_on` has it."""
        past = Q(state=Certificate.State.VALID, expires_on__lt=day)
        if state == Certificate.State.EXPIRED:
            return self.filter(Q(state=state) | past)
        return self.filter(state=state).exclude(past)


class Certificate(models.Model):
    """A paper that somebody earned: of completing, of taking part, or of a trainer.

    Born pending in the transaction that completes the course, closes the class or appoints
    (`services.open_certificates`, `services.open_for_trainers`); `services.issue_many` gives it its
    number and freezes its facts. It is never deleted nor changed after that: `services.revoke`,
    `services.replace` and `services.renew` end it. Past `expires_on` it has expired, noted or not:
    read `state_today`. Personal data: `facts` holds name and birth year, `name_key` the name.
    """

    class State(models.TextChoices):
        PENDING = "pending", "đang cấp"
        VALID = "valid", "có hiệu lực"
        REPLACED = "replaced", "đã thay bằng giấy khác"
        REVOKED = "revoked", "đã thu hồi"
        EXPIRED = "expired", "đã hết hạn"

    kind = models.CharField(
        "loại",
        max_length=10,
        choices=[(one.value, one.heading) for one in Kind],
        default=Kind.COMPLETION,
    )
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="papers")
    # What it is about: an enrolment, or, for a trainer, an appointment.
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    code = models.CharField("mã kiểm tra", max_length=21, unique=True, default=new_code)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.PENDING)
    design = models.CharField("mẫu", max_length=20, default="doi-che")
    # As it was when the paper was issued; none: what the design looks like by default.
    design_version = models.ForeignKey(
        PaperDesignVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField("số", max_length=20, unique=True, null=True, blank=True)
    # The parts of the number: the book is searched and printed by them.
    series = models.CharField("ký hiệu", max_length=6, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    serial = models.PositiveIntegerField("số thứ tự", null=True, blank=True)
    facts = models.JSONField("nội dung", null=True, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    issued_at = models.DateTimeField("cấp lúc", null=True, blank=True)
    expires_on = models.DateField("đến hết ngày", null=True, blank=True)
    ended_at = models.DateTimeField("hết hiệu lực lúc", null=True, blank=True)
    end_reason = models.CharField("lý do", max_length=LONGEST_REASON, blank=True)
    end_decision = models.CharField("theo quyết định số", max_length=60, blank=True)
    end_decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by"
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
            ),
            # The register book, newest first; a pending paper does not stand in it.
            models.Index(
                fields=["-issued_at", "-id"],
                condition=Q(issued_at__isnull=False),
                name="certificate_book",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=Q(state__in=["pending", "valid"]),
                name="one_standing_certificate",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(state__in=["pending", "valid"]),
                name="one_standing_trainer_paper",
            ),
            models.UniqueConstraint(
                fields=["series", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="one_paper_a_number",
            ),
            models.CheckConstraint(
                condition=Q(kind="trainer", enrolment__isnull=True, appointment__isnull=False)
                | (~Q(kind="trainer") & Q(enrolment__isnull=False, appointment__isnull=True)),
                name="certificate_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="pending",
                    number__isnull=True,
                    series="",
                    year__isnull=True,
                    serial__isnull=True,
                    facts__isnull=True,
                    issued_at__isnull=True,
                )
                | (
                    ~Q(state="pending")
                    & ~Q(series="")
                    & Q(number__isnull=False, year__isnull=False, serial__isnull=False)
                    & Q(facts__isnull=False, issued_at__isnull=False)
                ),
                name="certificate_is_pending_or_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "valid"], ended_at__isnull=True)
                | Q(state__in=["replaced", "revoked", "expired"], ended_at__isnull=False),
                name="certificate_ends_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False)
                | (~Q(state="replaced") & Q(replaced_by__isnull=True)),
                name="replaced_certificate_names_the_new",
            ),
            models.CheckConstraint(
                condition=~Q(state="expired") | Q(expires_on__isnull=False),
                name="expired_certificate_had_a_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"giấy {self.pk}"

    @property
    def title(self) -> str:
        """What the paper is called."""
        return Kind(self.kind).heading

    @property
    def about(self) -> str:
        """What it was given for, in a few words: the course, or what the trainer is."""
        if self.appointment:
            return self.appointment.get_tier_display().capitalize()
        return self.enrolment.course.title if self.enrolment else ""

    @property
    def look(self) -> Setting:
        """How it is drawn, since its issue and for ever."""
        return setting_of(self.design_version) if self.design_version else Setting(self.design)

    @property
    def frozen(self) -> CertificateFacts:
        """The facts as they were issued; only for a paper that is no longer pending."""
        if self.facts is None:
            raise ValueError("a pending certificate has no facts yet")
        return CertificateFacts.from_json(self.facts)

    def state_on(self, day: date) -> "Certificate.State":
        """The state on a day: past its last day a paper has expired, noted or not."""
        past = self.expires_on is not None and self.expires_on < day
        if self.state == self.State.VALID and past:
            return self.State.EXPIRED
        return self.State(self.state)

    @property
    def state_today(self) -> "Certificate.State":
        """The state by today's date."""
        return self.state_on(timezone.localdate())

    @property
    def ended_on(self) -> date | None:
        """The first day on which it does not hold; None while it stands."""
        if self.ended_at:
            return timezone.localdate(self.ended_at)
        return self.expires_on if self.state_today == self.State.EXPIRED else None

    def freeze(self, facts: CertificateFacts) -> None:
        """Keep what the paper says, and the name by which it is found."""
        self.facts = facts.to_json()
        self.name_key = fold(facts.full_name)[:200]
        self.expires_on = facts.expires_on


class Copy(models.Model):
    """Bytes of a paper that were handed out unsigned: known again by their digest, for ever.

    Written by `copies.hand_out` when they leave the house for the first time, never changed: later
    programs and fonts may draw the same paper in other bytes. Personal data: whose paper was
    fetched, and when.
    """

    paper = models.ForeignKey(Certificate, models.PROTECT, related_name="copies")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    handed_out_at = models.DateTimeField("giao lúc", default=timezone.now)

    class Meta:
        verbose_name = "bản đã giao"
        verbose_name_plural = "bản đã giao"

    def __str__(self) -> str:
        return f"bản của {self.paper_id}"


class NumberSeries(models.Model):
    """The last number given in a series and year; the row is locked while some are taken.

    Numbers follow one another without gaps or doubles (`numbering.take`). No personal data.
    """

    series = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last:06d}"
