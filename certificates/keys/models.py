"""The keys with which the issuer signs short statements, heads of the public log and badges."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class IssuerKey(models.Model):
    """A key pair of the issuer (ECDSA P-256); here is its public half.

    The private half is a file beside the database, never in it (`files`). Made by
    `services.make_key`, followed by another with `services.rotate_key`, disowned by
    `services.disown_key` when it was stolen. A row is never deleted: papers of years ago are
    checked with it. No personal data.
    """

    kid = models.CharField("mã khóa", max_length=8, primary_key=True)
    public_pem = models.TextField("khóa công khai")
    used_from = models.DateTimeField("ký từ", default=timezone.now)
    used_until = models.DateTimeField("ký đến", null=True, blank=True)
    # Stolen: from then on a thief may sign with it, and writes whatever day they like. No day in a
    # statement tells which side of the theft it is from: the register has to be asked.
    stolen_at = models.DateTimeField("không còn tin từ", null=True, blank=True)
    why_stolen = models.CharField("lý do", max_length=250, blank=True)
    # Since when the machine that signs does not find, or cannot open, the file of the private half.
    missing_since = models.DateTimeField("không thấy tệp khóa từ", null=True, blank=True)

    class Meta:
        verbose_name = "khóa của đơn vị cấp"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(used_until__isnull=True), name="one_key_signs"
            ),
            models.CheckConstraint(
                condition=Q(used_until__isnull=True) | Q(used_until__gte=F("used_from")),
                name="key_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(stolen_at__isnull=True, why_stolen="")
                | (Q(stolen_at__isnull=False, used_until__isnull=False) & ~Q(why_stolen="")),
                name="stolen_key_says_why_and_signs_no_more",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
