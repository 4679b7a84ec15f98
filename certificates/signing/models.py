"""Signed files: one a paper. The row says which bytes; they lie on disk under their digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.papers.models import Certificate

# Failed so often, a signature is left alone until somebody has looked.
MOST_TRIES = 5


class SigningCertificate(models.Model):
    """A certificate that signed papers; kept for ever, so that old papers stay checkable.

    Written by `services.sign` and `returning.take_back` when it signs for the first time; never
    changed. No personal data: it names an office.
    """

    key_id = models.CharField("mã chứng thư", max_length=64, unique=True)  # SHA-256 of its DER
    subject = models.CharField("chủ thể", max_length=200)
    serial = models.CharField("số sê-ri", max_length=60)
    pem = models.TextField("chứng thư")
    valid_to = models.DateTimeField("hết hạn")
    development = models.BooleanField("chứng thư thử", default=False)
    first_used_at = models.DateTimeField("dùng lần đầu", default=timezone.now)

    class Meta:
        verbose_name = "chứng thư ký"
        verbose_name_plural = "chứng thư ký"

    def __str__(self) -> str:
        return f"{self.subject} ({self.serial[:12]})"


class SigningBatch(models.Model):
    """Papers that were sent out together, for the agency's own service to sign.

    Opened by `sending.send_out`; what came back of it is in its files. Personal data: who sent it.
    """

    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="signing_batches"
    )
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)

    class Meta:
        verbose_name = "lô gửi ký"
        verbose_name_plural = "lô gửi ký"

    def __str__(self) -> str:
        return f"lô {self.pk}"


class SignedFile(models.Model):
    """The signature of one paper: waiting, sent out, or there, and then never changed.

    Opened by `services.open_files` in the transaction that issues the paper. `services.sign` signs
    it; or `sending.send_out` sends it out and `returning.take_back` takes it back. A paper that
    ended before it was signed loses the row (`services.drop_ended`). Personal data: the bytes, on
    disk under `sha256`, show the name and year of birth that stand on the paper.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ ký"
        OUT = "out", "đã gửi đi ký"
        SIGNED = "signed", "đã ký"

    paper = models.OneToOneField(Certificate, models.PROTECT, related_name="signed_file")
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    # Of the bytes that were drawn: they stand in front of the signature, unchanged.
    drawn_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, null=True, blank=True)
    size = models.PositiveIntegerField("cỡ", null=True, blank=True)
    certificate = models.ForeignKey(
        SigningCertificate, models.PROTECT, null=True, blank=True, related_name="files"
    )
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    batch = models.ForeignKey(
        SigningBatch, models.PROTECT, null=True, blank=True, related_name="files"
    )
    # Whoever signs it holds it until then; nobody else begins meanwhile.
    claim = models.CharField(max_length=22, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # Signing it failed so often, last for this reason; parked after MOST_TRIES.
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = "tệp đã ký"
        verbose_name_plural = "tệp đã ký"
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="signing_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ~Q(state="signed"),
                    sha256__isnull=True,
                    size__isnull=True,
                    certificate__isnull=True,
                    signed_at__isnull=True,
                )
                | Q(
                    state="signed",
                    sha256__isnull=False,
                    size__isnull=False,
                    drawn_sha256__isnull=False,
                    certificate__isnull=False,
                    signed_at__isnull=False,
                ),
                name="signed_file_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", batch__isnull=True, drawn_sha256__isnull=True)
                | Q(state="out", batch__isnull=False, drawn_sha256__isnull=False)
                | Q(state="signed"),
                name="sent_out_in_a_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"tệp ký của {self.paper_id}"
