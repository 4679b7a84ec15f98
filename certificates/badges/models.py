"""Signatures of badges, and the lists that say which were revoked."""

from django.db import models
from django.db.models import Q

from certificates.keys.models import IssuerKey
from certificates.papers.models import Certificate

_UNSIGNED = Q(key__isnull=True, signed_at__isnull=True)
_SIGNED = Q(key__isnull=False, signed_at__isnull=False)


class Badge(models.Model):
    """The digital badge (huy hiệu số, Open Badges 3.0) of a paper: its signatures, nothing else.

    Opened by `services.open_badges` in the transaction that issues the paper, signed by
    `services.sign_waiting`, and signed anew when its key was stolen. What it says is built from the
    paper's frozen facts each time. No personal data.
    """

    paper = models.OneToOneField(
        Certificate, models.PROTECT, primary_key=True, related_name="badge"
    )
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    # Values of the proofs, with the full name in the badge and without.
    named = models.CharField(max_length=100, blank=True)
    unnamed = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "huy hiệu số"
        indexes = [
            models.Index(fields=["paper"], condition=Q(key__isnull=True), name="badge_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(_UNSIGNED & Q(named="", unnamed=""))
                | (_SIGNED & ~Q(named="") & ~Q(unnamed="")),
                name="badge_is_waiting_or_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"huy hiệu {self.paper_id}"


class StatusList(models.Model):
    """A published list of which badges were revoked, as it was signed last.

    Opened by `services.open_badges` with the first badge that has its bit here, out of date after
    `services.note_ends`, signed anew by `services.publish_lists`. No personal data.
    """

    number = models.PositiveIntegerField(primary_key=True)
    stale = models.BooleanField(default=True)
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    text = models.TextField("nội dung đã ký", blank=True)

    class Meta:
        verbose_name = "danh sách huy hiệu bị thu hồi"
        constraints = [
            models.CheckConstraint(
                condition=(_UNSIGNED & Q(text="")) | (_SIGNED & ~Q(text="")),
                name="status_list_is_new_or_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"danh sách {self.number}"
