"""The public log of papers (sổ công khai): what was issued and what ended, only ever added to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.keys.models import IssuerKey
from certificates.papers.models import Certificate


class LogEntry(models.Model):
    """One act on a paper, as the log has it.

    Written by `services.enter` in the transaction that issues or ends the paper; `services.append`
    takes it into the tree. Nothing is changed or deleted after that. No personal data: the leaf
    holds a fingerprint of the paper which nobody can guess who does not know its check code.
    """

    class Act(models.TextChoices):
        ISSUED = "issued", "cấp"
        ENDED = "ended", "hết hiệu lực"

    paper = models.ForeignKey(Certificate, models.PROTECT, related_name="log_entries")
    act = models.CharField("việc", max_length=6, choices=Act)
    leaf = models.TextField("lá")
    at = models.DateTimeField("lúc", default=timezone.now)
    waiting = models.BooleanField(default=True)

    class Meta:
        verbose_name = "dòng của sổ công khai"
        indexes = [
            models.Index(fields=["id"], condition=Q(waiting=True), name="log_entry_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["paper", "act"], name="one_log_entry_an_act"),
            models.CheckConstraint(condition=~Q(leaf=""), name="log_entry_has_a_leaf"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.paper_id}"


class LogNode(models.Model):
    """A whole subtree of the log's tree: the hash over 2^level leaves (RFC 6962).

    Written by `services.append`, never changed. On level 0 it names its entry. No personal data.
    """

    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    entry = models.OneToOneField(
        LogEntry, models.PROTECT, null=True, blank=True, related_name="node"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "place"], name="one_hash_a_node"),
            models.CheckConstraint(
                condition=Q(level=0, entry__isnull=False) | Q(level__gt=0, entry__isnull=True),
                name="log_leaf_names_its_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class LogSize(models.Model):
    """How many leaves the tree has; whoever adds some holds this row. No personal data."""

    only = models.BooleanField(primary_key=True, default=True)
    leaves = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_log")]

    def __str__(self) -> str:
        return str(self.leaves)


class SignedHead(models.Model):
    """The head of the tree at the end of a day, signed: what is published, and never taken back.

    Written by `services.sign_head`. No personal data.
    """

    day = models.DateField("ngày", primary_key=True)
    leaves = models.PositiveBigIntegerField("số dòng")
    root = models.CharField("băm gốc", max_length=64)
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("ký lúc")
    # JSON Web Signature (RFC 7515, compact) over day, leaves, root and moment.
    signature = models.TextField("chữ ký")

    class Meta:
        verbose_name = "đầu sổ công khai"

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.leaves}"
