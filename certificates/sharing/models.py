"""Papers that their owners show to everyone."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.papers.models import Certificate
from certificates.sharing.telling import Shown
from lms.core.tokens import new_code


class Share(models.Model):
    """A paper shown to everyone on a page of its own, because the person wants it so.

    Made and changed by `services.share`, deleted by `services.take_back` and when the person's data
    is erased: without a row there is no page. Personal data: that somebody shows a paper, and how
    much of their name.
    """

    class Shows(models.TextChoices):
        FULL = Shown.FULL, "Cả họ và tên"
        GIVEN = Shown.GIVEN, "Chỉ tên gọi"
        NONE = Shown.NONE, "Không hiện tên"

    paper = models.OneToOneField(Certificate, models.PROTECT, related_name="share")
    # The address of the page; says nothing about the paper, and another one each time.
    code = models.CharField("mã trang", max_length=21, unique=True, default=new_code)
    shows = models.CharField("tên hiện ra", max_length=5, choices=Shows)
    since = models.DateTimeField("từ lúc", default=timezone.now)

    class Meta:
        verbose_name = "giấy được chia sẻ"
        constraints = [
            models.CheckConstraint(
                condition=Q(shows__in=["full", "given", "none"]), name="share_shows_what_it_can"
            ),
        ]

    def __str__(self) -> str:
        return f"giấy {self.paper_id}: {self.shows}"
