"""Files of tables that are too long to be made while somebody waits."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.models.accounts import User
from lms.core.models.jobs import Job


class ExportQuerySet(models.QuerySet["Export"]):
    """Files, each for whoever asked for it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own: nobody else opens them, whatever their role."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()


class Export(models.Model):
    """A table on its way into a file: asked for, written by a job, taken, and gone after days.

    `exporting.ask` makes it, `exporting.write` finishes it, `exporting.forget` deletes row and
    file. Personal data: who asked, and in `asked` what they had typed into the search of the
    board; the file itself may hold a list of people.
    """

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel (XLSX)"
        CSV = "csv", "CSV"

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    table = models.CharField("bảng", max_length=40)
    asked = models.JSONField("phần được hỏi", default=dict)
    form = models.CharField("loại tệp", max_length=4, choices=Form)
    asked_at = models.DateTimeField("hỏi lúc", default=timezone.now)
    name = models.CharField("tên tệp", max_length=120, blank=True)
    rows = models.PositiveIntegerField("số dòng", null=True, blank=True)
    made_at = models.DateTimeField("xong lúc", null=True, blank=True)
    # Whose people its owner watched over when it was written; with other ones it opens no more.
    scope = models.CharField(max_length=64, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp tải về"
        verbose_name_plural = "tệp tải về"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, rows__isnull=True, name="", scope="")
                | (Q(made_at__isnull=False, rows__isnull=False) & ~Q(name="") & ~Q(scope="")),
                name="export_whole_once_made",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["xlsx", "csv"]), name="export_form_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.form} {self.pk}"
